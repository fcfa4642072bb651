-- Edited after generation: STRICT and CHECK as in every table, and the first cover page of the offices that are there.
CREATE TABLE `cover_templates` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`is_default` integer NOT NULL,
	`shows_address` integer NOT NULL,
	`notice` text NOT NULL,
	`logo_id` text,
	`logo_sha256` text,
	`removed_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CHECK ((logo_id IS NULL) = (logo_sha256 IS NULL)),
	CHECK (is_default = 0 OR removed_at IS NULL)
) STRICT;
--> statement-breakpoint
ALTER TABLE `fax_drafts` ADD `template` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `faxes` ADD `cover_id` text;--> statement-breakpoint
ALTER TABLE `office` ADD `address` text DEFAULT '' NOT NULL;--> statement-breakpoint
INSERT INTO cover_templates (id, name, is_default, shows_address, notice, created_at, updated_at)
SELECT lower(substr(at, 1, 8) || '-' || substr(at, 9, 4) || '-7' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
	'Standard', 1, 1, '', updated_at, updated_at
FROM (SELECT printf('%012x', updated_at) AS at, updated_at FROM office);