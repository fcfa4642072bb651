-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `received_arrangements` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`made_by` text NOT NULL,
	`made_at` integer NOT NULL,
	`undone_at` integer,
	CHECK (kind IN ('split', 'merge'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `received_pages` (
	`received_id` text NOT NULL,
	`page` integer NOT NULL,
	`arrangement_id` text NOT NULL,
	`source_id` text NOT NULL,
	`source_page` integer NOT NULL,
	CHECK (page > 0),
	CHECK (source_page > 0),
	PRIMARY KEY(`received_id`, `page`),
	FOREIGN KEY (`received_id`) REFERENCES `received_faxes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`arrangement_id`) REFERENCES `received_arrangements`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `received_pages_once` ON `received_pages` (`arrangement_id`,`source_id`,`source_page`);--> statement-breakpoint
CREATE INDEX `received_pages_source` ON `received_pages` (`source_id`);--> statement-breakpoint
CREATE TABLE `received_turns` (
	`received_id` text NOT NULL,
	`page` integer NOT NULL,
	`degrees` integer NOT NULL,
	CHECK (page > 0),
	CHECK (degrees IN (90, 180, 270)),
	PRIMARY KEY(`received_id`, `page`),
	FOREIGN KEY (`received_id`) REFERENCES `received_faxes`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
