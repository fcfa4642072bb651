-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `account_links` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`purpose` text NOT NULL,
	`email` text,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	CHECK (purpose IN ('reset', 'verification')),
	CHECK (purpose <> 'verification' OR email IS NOT NULL)
) STRICT;
--> statement-breakpoint
CREATE INDEX `account_links_user` ON `account_links` (`user_id`);--> statement-breakpoint
CREATE TABLE `letters` (
	`id` text PRIMARY KEY NOT NULL,
	`letter` text NOT NULL,
	`person_id` text NOT NULL,
	`address` text NOT NULL,
	`asked_at` integer NOT NULL,
	`failure` text
) STRICT;
--> statement-breakpoint
ALTER TABLE `users` ADD `last_sign_in_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `pending_email` text;--> statement-breakpoint
ALTER TABLE `users` ADD `removed_at` integer CHECK (removed_at IS NULL OR state = 'suspended');
