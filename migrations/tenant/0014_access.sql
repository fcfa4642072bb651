-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `access_rules` (
	`id` integer PRIMARY KEY NOT NULL,
	`days` text NOT NULL,
	`from_time` text,
	`until_time` text,
	`addresses` text NOT NULL,
	CHECK (id = 1),
	CHECK ((from_time IS NULL) = (until_time IS NULL))
) STRICT;
--> statement-breakpoint
CREATE TABLE `emergencies` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`permission` text NOT NULL,
	`reason` text NOT NULL,
	`opened_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`ended_by` text,
	`reviewed_at` integer,
	`reviewed_by` text,
	`verdict` text,
	`note` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CHECK (verdict IN ('justified', 'unjustified')),
	CHECK ((reviewed_at IS NULL) = (verdict IS NULL))
) STRICT;
--> statement-breakpoint
CREATE INDEX `emergencies_user` ON `emergencies` (`user_id`,`ends_at`);
