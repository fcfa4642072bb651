CREATE TABLE `send_rules` (
	`id` integer PRIMARY KEY NOT NULL,
	`duplicate_hours` integer NOT NULL,
	`ask_new_numbers` integer NOT NULL,
	`hold_programs` integer NOT NULL
) STRICT;
--> statement-breakpoint
DROP INDEX `fax_recipients_to`;--> statement-breakpoint
CREATE INDEX `fax_recipients_past` ON `fax_recipients` (`to_number`,`status`,`settled_at`);--> statement-breakpoint
ALTER TABLE `faxes` ADD `content` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `faxes_content` ON `faxes` (`content`,`created_at`);