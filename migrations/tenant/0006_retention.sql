-- Edited after generation: STRICT and CHECK as in every table; nothing is removed before it is a month old.
CREATE TABLE `doomed_files` (
	`file_id` text PRIMARY KEY NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `legal_holds` (
	`id` text PRIMARY KEY NOT NULL,
	`subject_id` text,
	`reason` text NOT NULL,
	`placed_by` text NOT NULL,
	`placed_at` integer NOT NULL,
	`released_at` integer,
	CHECK (length(reason) > 0)
) STRICT;
--> statement-breakpoint
CREATE TABLE `retention_rules` (
	`class` text PRIMARY KEY NOT NULL,
	`days` integer NOT NULL,
	`set_by` text NOT NULL,
	`set_at` integer NOT NULL,
	CHECK (days >= 30)
) STRICT;
