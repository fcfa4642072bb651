-- Edited after generation: STRICT and CHECK as in every table. Nobody becomes an owner by default.
CREATE TABLE `sso_connections` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`settings` text NOT NULL,
	`is_enabled` integer NOT NULL,
	`lets_new_people_in` integer NOT NULL,
	`default_role` text,
	`group_roles` text NOT NULL,
	`groups_make_owners` integer NOT NULL,
	`links_by_address` integer NOT NULL,
	`asks_factor` integer NOT NULL,
	`created_at` integer NOT NULL,
	CHECK (kind IN ('oidc', 'saml')),
	CHECK (is_enabled IN (0, 1)),
	CHECK (lets_new_people_in IN (0, 1)),
	CHECK (groups_make_owners IN (0, 1)),
	CHECK (links_by_address IN (0, 1)),
	CHECK (asks_factor IN (0, 1)),
	CHECK (json_valid(settings) AND json_valid(group_roles)),
	CHECK (default_role IS NULL OR default_role <> 'owner_admin')
) STRICT;
--> statement-breakpoint
CREATE TABLE `sso_only` (
	`id` integer PRIMARY KEY NOT NULL,
	`break_glass_id` text NOT NULL,
	`since` integer NOT NULL,
	FOREIGN KEY (`break_glass_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CHECK (id = 1)
) STRICT;
--> statement-breakpoint
CREATE TABLE `sso_requests` (
	`id_hash` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`browser_hash` text NOT NULL,
	`nonce` text NOT NULL,
	`verifier` text NOT NULL,
	`back` text NOT NULL,
	`is_afresh` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`connection_id`) REFERENCES `sso_connections`(`id`) ON UPDATE no action ON DELETE cascade,
	CHECK (is_afresh IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE INDEX `sso_requests_expiry` ON `sso_requests` (`expires_at`);--> statement-breakpoint
CREATE TABLE `sso_secrets` (
	`connection_id` text NOT NULL,
	`name` text NOT NULL,
	`secret` text NOT NULL,
	PRIMARY KEY(`connection_id`, `name`),
	FOREIGN KEY (`connection_id`) REFERENCES `sso_connections`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `sso_sessions` (
	`session_hash` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	FOREIGN KEY (`session_hash`) REFERENCES `sessions`(`id_hash`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`connection_id`) REFERENCES `sso_connections`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `sso_subjects` (
	`connection_id` text NOT NULL,
	`subject` text NOT NULL,
	`user_id` text NOT NULL,
	`linked_at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `subject`),
	FOREIGN KEY (`connection_id`) REFERENCES `sso_connections`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `sso_subjects_user` ON `sso_subjects` (`connection_id`,`user_id`);