-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `contact_import_rows` (
	`import_id` text NOT NULL,
	`row` integer NOT NULL,
	`cells` text NOT NULL,
	`outcome` text,
	`problem` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`import_id`, `row`),
	FOREIGN KEY (`import_id`) REFERENCES `contact_imports`(`id`) ON UPDATE no action ON DELETE cascade,
	CHECK (outcome IN ('added', 'changed', 'skipped', 'refused'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `contact_import_rows_left` ON `contact_import_rows` (`import_id`,`row`) WHERE outcome IS NULL;--> statement-breakpoint
CREATE TABLE `contact_imports` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`heads` text NOT NULL,
	`mapping` text NOT NULL,
	`updates` integer DEFAULT false NOT NULL,
	`rows` integer NOT NULL,
	`act_id` text,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	CHECK (state IN ('reading', 'mapping', 'importing', 'stopped', 'done')),
	CHECK (updates IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE INDEX `contact_imports_at` ON `contact_imports` (`at`);