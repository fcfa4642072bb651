-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `operator_accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`state` text NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`paused_until` integer,
	`created_at` integer NOT NULL,
	`last_sign_in_at` integer,
	CHECK (role IN ('super_admin', 'support')),
	CHECK (state IN ('invited', 'active', 'suspended', 'removed')),
	CHECK ((state = 'removed') = (email IS NULL))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `operator_accounts_email_unique` ON `operator_accounts` (`email`);--> statement-breakpoint
CREATE TABLE `passkey_challenges` (
	`user_id` text,
	`challenge_hash` text PRIMARY KEY NOT NULL,
	`holder_hash` text NOT NULL,
	`purpose` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `operator_accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	CHECK (purpose IN ('sign_in', 'set_up', 'proof'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `operator_links` (
	`account_id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `operator_accounts`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `operator_links_token_hash_unique` ON `operator_links` (`token_hash`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`user_id` text NOT NULL,
	`id` text PRIMARY KEY NOT NULL,
	`credential_id` text NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`is_syncable` integer NOT NULL,
	`is_synced` integer NOT NULL,
	`name` text NOT NULL,
	`since` integer NOT NULL,
	`last_used_at` integer,
	CHECK (is_syncable IN (0, 1) AND is_synced IN (0, 1)),
	FOREIGN KEY (`user_id`) REFERENCES `operator_accounts`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `passkeys_credential_id_unique` ON `passkeys` (`credential_id`);--> statement-breakpoint
CREATE INDEX `passkeys_user` ON `passkeys` (`user_id`);--> statement-breakpoint
CREATE TABLE `factors` (
	`user_id` text PRIMARY KEY NOT NULL,
	`secret` text NOT NULL,
	`last_step` integer NOT NULL,
	`since` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `operator_accounts`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `operator_sessions` (
	`id_hash` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`user_agent` text NOT NULL,
	`address` text NOT NULL,
	`proven_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `operator_accounts`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `operator_sessions_account` ON `operator_sessions` (`account_id`);--> statement-breakpoint
CREATE TABLE `factor_setups` (
	`user_id` text NOT NULL,
	`holder_hash` text PRIMARY KEY NOT NULL,
	`secret` text NOT NULL,
	`begun_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `operator_accounts`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
