-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `contact_acts` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`about` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`undone_at` integer,
	CHECK (kind IN ('removed', 'merged', 'tagged', 'untagged', 'imported'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `contact_acts_at` ON `contact_acts` (`at`);--> statement-breakpoint
CREATE TABLE `contact_changes` (
	`act_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`before` text,
	`revision` text,
	`undone` integer DEFAULT false NOT NULL,
	`stays` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`act_id`, `contact_id`),
	FOREIGN KEY (`act_id`) REFERENCES `contact_acts`(`id`) ON UPDATE no action ON DELETE cascade,
	CHECK (undone IN (0, 1) AND stays IN (0, 1) AND stays <= undone),
	CHECK (before IS NOT NULL OR revision IS NOT NULL)
) STRICT;
--> statement-breakpoint
CREATE INDEX `contact_changes_left` ON `contact_changes` (`act_id`) WHERE undone = 0;--> statement-breakpoint
ALTER TABLE `contacts` ADD `revision` text DEFAULT '' NOT NULL;