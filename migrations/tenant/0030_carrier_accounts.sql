-- Edited after generation: STRICT as in every table.
CREATE TABLE `carrier_accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`public_key` text NOT NULL,
	`sealed_key` blob,
	`last_four` text NOT NULL,
	`set_by` text NOT NULL,
	`set_at` integer NOT NULL,
	`heard_at` integer,
	`listed_at` integer,
	`ended_at` integer
) STRICT;
--> statement-breakpoint
ALTER TABLE `received_faxes` ADD `account_id` text;--> statement-breakpoint
ALTER TABLE `fax_attempts` ADD `account_id` text;