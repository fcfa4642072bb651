CREATE TABLE `test_faxes` (
	`id` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL,
	`status` text NOT NULL,
	`from_number` text NOT NULL,
	`cover` integer NOT NULL,
	`subject` text NOT NULL,
	`note` text NOT NULL,
	`pages` integer NOT NULL,
	`recipients` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `test_faxes_newest` ON `test_faxes` (`key_id`,`id`);