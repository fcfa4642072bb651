-- Edited after generation: STRICT and CHECK as in every table. A token of before this began with its sign-in, a week before it ends.
CREATE TABLE `known_browsers` (
	`user_id` text NOT NULL,
	`browser_hash` text NOT NULL,
	`user_agent` text NOT NULL,
	`address` text NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`is_news` integer NOT NULL,
	PRIMARY KEY(`user_id`, `browser_hash`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	CHECK (is_news IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE TABLE `session_limits` (
	`id` integer PRIMARY KEY NOT NULL,
	`idle_minutes` integer NOT NULL,
	`longest_hours` integer NOT NULL,
	CHECK (id = 1),
	CHECK (idle_minutes BETWEEN 5 AND 60),
	CHECK (longest_hours BETWEEN 1 AND 24)
) STRICT;
--> statement-breakpoint
CREATE TABLE `passkey_challenges` (
	`challenge_hash` text PRIMARY KEY NOT NULL,
	`holder_hash` text NOT NULL,
	`purpose` text NOT NULL,
	`user_id` text,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	CHECK (purpose IN ('sign_in', 'set_up', 'proof')),
	CHECK (purpose = 'sign_in' OR user_id IS NOT NULL)
) STRICT;
--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`is_syncable` integer NOT NULL,
	`is_synced` integer NOT NULL,
	`name` text NOT NULL,
	`since` integer NOT NULL,
	`last_used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	CHECK (counter >= 0),
	CHECK (json_valid(transports)),
	CHECK (is_syncable IN (0, 1)),
	CHECK (is_synced IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `passkeys_credential_id_unique` ON `passkeys` (`credential_id`);--> statement-breakpoint
CREATE INDEX `passkeys_user` ON `passkeys` (`user_id`);--> statement-breakpoint
ALTER TABLE `refresh_tokens` ADD `begun_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `refresh_tokens` SET `begun_at` = `expires_at` - 604800000;--> statement-breakpoint
ALTER TABLE `refresh_tokens` ADD `user_agent` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `refresh_tokens` ADD `address` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `address` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `locked_at` integer;
