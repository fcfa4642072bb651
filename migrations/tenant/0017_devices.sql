-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `device_rule` (
	`id` integer PRIMARY KEY NOT NULL,
	`since` integer NOT NULL,
	CHECK (id = 1)
) STRICT;
--> statement-breakpoint
CREATE TABLE `devices` (
	`id` text PRIMARY KEY NOT NULL,
	`browser_hash` text NOT NULL,
	`name` text NOT NULL,
	`address` text NOT NULL,
	`asked_by` text NOT NULL,
	`asked_at` integer NOT NULL,
	`approved_by` text,
	`approved_at` integer,
	FOREIGN KEY (`asked_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CHECK ((approved_at IS NULL) = (approved_by IS NULL))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `devices_browser_hash_unique` ON `devices` (`browser_hash`);
