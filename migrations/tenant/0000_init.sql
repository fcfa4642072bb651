-- Edited after generation: STRICT and CHECK so that a file refuses an impossible state; triggers so that the trail only grows.
CREATE TABLE `audit_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`action` text NOT NULL,
	`subject_id` text NOT NULL,
	`detail` text NOT NULL,
	`hash` text NOT NULL,
	CHECK (actor_kind IN ('user', 'key', 'operator', 'system')),
	CHECK (length(hash) = 64)
) STRICT;
--> statement-breakpoint
CREATE INDEX `audit_events_at` ON `audit_events` (`at`);--> statement-breakpoint
CREATE INDEX `audit_events_subject` ON `audit_events` (`subject_id`,`seq`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`organization` text DEFAULT '' NOT NULL,
	`fax` text NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`uses` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_fax_unique` ON `contacts` (`fax`);--> statement-breakpoint
CREATE INDEX `contacts_name` ON `contacts` ("name" COLLATE NOCASE,`id`);--> statement-breakpoint
CREATE TABLE `carrier_events` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`carrier_id` text NOT NULL,
	`occurred_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`effect` text NOT NULL,
	CHECK (effect IN ('applied', 'late', 'kept'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `carrier_events_fax` ON `carrier_events` (`carrier_id`);--> statement-breakpoint
CREATE TABLE `fax_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`recipient_id` text NOT NULL,
	`number` integer NOT NULL,
	`state` text NOT NULL,
	`stage` text,
	`carrier_id` text,
	`asked_at` integer NOT NULL,
	`settled_at` integer,
	`cause` text,
	`pages` integer,
	`seconds` integer,
	`cancel_asked_at` integer,
	FOREIGN KEY (`recipient_id`) REFERENCES `fax_recipients`(`id`) ON UPDATE no action ON DELETE no action,
	CHECK (state IN ('calling', 'accepted', 'delivered', 'failed', 'absent')),
	CHECK (state NOT IN ('accepted', 'delivered') OR carrier_id IS NOT NULL),
	CHECK ((state IN ('calling', 'accepted')) = (settled_at IS NULL))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `fax_attempts_carrier_id_unique` ON `fax_attempts` (`carrier_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `fax_attempts_number` ON `fax_attempts` (`recipient_id`,`number`);--> statement-breakpoint
CREATE INDEX `fax_attempts_open` ON `fax_attempts` (`asked_at`) WHERE state IN ('calling', 'accepted');--> statement-breakpoint
CREATE UNIQUE INDEX `fax_attempts_one_open` ON `fax_attempts` (`recipient_id`) WHERE state IN ('calling', 'accepted');--> statement-breakpoint
CREATE TABLE `fax_files` (
	`id` text PRIMARY KEY NOT NULL,
	`fax_id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`pages` integer NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	FOREIGN KEY (`fax_id`) REFERENCES `faxes`(`id`) ON UPDATE no action ON DELETE no action,
	CHECK (type IN ('pdf', 'tiff'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `fax_files_fax` ON `fax_files` (`fax_id`,`position`);--> statement-breakpoint
CREATE TABLE `fax_numbers` (
	`number` text PRIMARY KEY NOT NULL,
	`label` text NOT NULL,
	`added_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `fax_recipients` (
	`id` text PRIMARY KEY NOT NULL,
	`fax_id` text NOT NULL,
	`position` integer NOT NULL,
	`to_number` text NOT NULL,
	`name` text NOT NULL,
	`status` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`next_try_at` integer,
	`cause` text,
	`settled_at` integer,
	FOREIGN KEY (`fax_id`) REFERENCES `faxes`(`id`) ON UPDATE no action ON DELETE no action,
	CHECK (status IN ('held', 'scheduled', 'queued', 'sending', 'delivered', 'failed', 'canceled'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `fax_recipients_fax` ON `fax_recipients` (`fax_id`,`position`);--> statement-breakpoint
CREATE INDEX `fax_recipients_to` ON `fax_recipients` (`to_number`);--> statement-breakpoint
CREATE TABLE `faxes` (
	`id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`from_number` text NOT NULL,
	`cover` integer NOT NULL,
	`subject` text NOT NULL,
	`note` text NOT NULL,
	`send_at` integer,
	`pages` integer NOT NULL,
	`document_id` text,
	`sha256` text,
	`recipient_count` integer NOT NULL,
	`first_to` text NOT NULL,
	`first_name` text NOT NULL,
	`cause` text,
	`created_by_kind` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CHECK (status IN ('held', 'scheduled', 'queued', 'sending', 'delivered', 'partial', 'failed', 'canceled')),
	CHECK ((document_id IS NULL) = (sha256 IS NULL))
) STRICT;
--> statement-breakpoint
CREATE INDEX `faxes_newest` ON `faxes` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `faxes_by_status` ON `faxes` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`key` text PRIMARY KEY NOT NULL,
	`fingerprint` text NOT NULL,
	`status` integer NOT NULL,
	`body` text NOT NULL,
	`location` text NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `idempotency_keys_at` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `received_faxes` (
	`id` text PRIMARY KEY NOT NULL,
	`carrier_id` text NOT NULL,
	`from_number` text NOT NULL,
	`to_number` text NOT NULL,
	`status` text NOT NULL,
	`pages` integer,
	`partial` integer DEFAULT false NOT NULL,
	`media_url` text,
	`file_id` text,
	`sha256` text,
	`cause` text,
	`tries` integer DEFAULT 0 NOT NULL,
	`received_at` integer NOT NULL,
	`read_at` integer,
	CHECK (status IN ('downloading', 'received', 'failed')),
	CHECK (status <> 'received' OR file_id IS NOT NULL)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `received_faxes_carrier_id_unique` ON `received_faxes` (`carrier_id`);--> statement-breakpoint
CREATE INDEX `received_faxes_newest` ON `received_faxes` (`received_at`,`id`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`prefix` text NOT NULL,
	`secret_hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`revoked_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_secret_hash_unique` ON `api_keys` (`secret_hash`);--> statement-breakpoint
CREATE TABLE `refresh_tokens` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`family` text NOT NULL,
	`user_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `refresh_tokens_family` ON `refresh_tokens` (`family`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id_hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`user_agent` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`state` text NOT NULL,
	`password_hash` text,
	`failed_sign_ins` integer DEFAULT 0 NOT NULL,
	`locked_until` integer,
	`created_at` integer NOT NULL,
	CHECK (role IN ('owner_admin', 'admin', 'user', 'auditor')),
	CHECK (state IN ('invited', 'active', 'suspended')),
	CHECK (state <> 'active' OR password_hash IS NOT NULL)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE TABLE `welcome_links` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`args` text NOT NULL,
	`state` text DEFAULT 'available' NOT NULL,
	`priority` integer DEFAULT 0 NOT NULL,
	`run_at` integer NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`max_attempts` integer NOT NULL,
	`unique_key` text,
	`fence` integer DEFAULT 0 NOT NULL,
	`lease_until` integer,
	`progress` integer,
	`cause` text,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	CHECK (state IN ('available', 'executing', 'retryable', 'completed', 'canceled', 'dead')),
	CHECK ((state = 'executing') = (lease_until IS NOT NULL)),
	CHECK (progress IS NULL OR progress BETWEEN 0 AND 100)
) STRICT;
--> statement-breakpoint
CREATE INDEX `jobs_due` ON `jobs` (`priority`,`run_at`,`id`) WHERE state IN ('available', 'retryable');--> statement-breakpoint
CREATE INDEX `jobs_next` ON `jobs` (`run_at`) WHERE state IN ('available', 'retryable');--> statement-breakpoint
CREATE INDEX `jobs_leases` ON `jobs` (`lease_until`) WHERE state = 'executing';--> statement-breakpoint
CREATE INDEX `jobs_state` ON `jobs` (`state`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_unique_key` ON `jobs` (`unique_key`) WHERE state IN ('available', 'retryable', 'executing') AND unique_key IS NOT NULL;--> statement-breakpoint
CREATE TABLE `office` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`time_zone` text DEFAULT 'America/New_York' NOT NULL,
	`cover_notice` text NOT NULL,
	`updated_at` integer NOT NULL,
	CHECK (id = 1)
) STRICT;
--> statement-breakpoint
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events BEGIN SELECT RAISE(ABORT, 'The audit trail only grows.'); END;
--> statement-breakpoint
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN SELECT RAISE(ABORT, 'The audit trail only grows.'); END;
