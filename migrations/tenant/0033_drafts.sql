CREATE TABLE `fax_draft_files` (
	`id` text PRIMARY KEY NOT NULL,
	`draft_id` text NOT NULL,
	`number` integer NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`pages` integer NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`received_id` text,
	FOREIGN KEY (`draft_id`) REFERENCES `fax_drafts`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `fax_drafts` (
	`id` text PRIMARY KEY NOT NULL,
	`to_typed` text NOT NULL,
	`cover` integer NOT NULL,
	`subject` text NOT NULL,
	`note` text NOT NULL,
	`from_number` text NOT NULL,
	`send_at` text NOT NULL,
	`pages` text NOT NULL,
	`resend_of` text,
	`fax_id` text,
	`discarded_at` integer,
	`created_by_kind` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `fax_drafts_newest` ON `fax_drafts` (`updated_at`) WHERE fax_id IS NULL;--> statement-breakpoint
ALTER TABLE `faxes` ADD `plan` text;