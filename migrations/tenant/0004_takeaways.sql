-- Edited after generation: STRICT and CHECK as in every table; a take-away’s keys are there exactly while it is made.
CREATE TABLE `takeaway_entries` (
	`takeaway_id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	PRIMARY KEY(`takeaway_id`, `position`),
	FOREIGN KEY (`takeaway_id`) REFERENCES `takeaways`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `takeaway_parts` (
	`takeaway_id` text NOT NULL,
	`position` integer NOT NULL,
	`file_id` text NOT NULL,
	`bytes` integer,
	`entries` integer,
	PRIMARY KEY(`takeaway_id`, `position`),
	FOREIGN KEY (`takeaway_id`) REFERENCES `takeaways`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `takeaways` (
	`id` text PRIMARY KEY NOT NULL,
	`form` text NOT NULL,
	`state` text NOT NULL,
	`sealed_keys` blob,
	`step` text,
	`done` integer DEFAULT 0 NOT NULL,
	`total` integer DEFAULT 0 NOT NULL,
	`asked_by_kind` text NOT NULL,
	`asked_by` text NOT NULL,
	`asked_at` integer NOT NULL,
	`made_at` integer,
	`expires_at` integer,
	`fetched_at` integer,
	`bytes` integer,
	`sha256` text,
	`documents` integer,
	`cause` text,
	CHECK (form IN ('encrypted', 'open')),
	CHECK (state IN ('waiting', 'making', 'ready', 'expired', 'removed', 'canceled', 'failed')),
	CHECK ((state IN ('waiting', 'making')) = (sealed_keys IS NOT NULL)),
	CHECK (state <> 'ready' OR (expires_at IS NOT NULL AND bytes IS NOT NULL AND sha256 IS NOT NULL))
) STRICT;
--> statement-breakpoint
CREATE INDEX `takeaways_newest` ON `takeaways` (`asked_at`,`id`);