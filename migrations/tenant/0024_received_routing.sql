-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `blocked_senders` (
	`number` text PRIMARY KEY NOT NULL,
	`blocked_by` text NOT NULL,
	`blocked_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `number_routings` (
	`number` text PRIMARY KEY NOT NULL,
	`assigned_to` text,
	`tags` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `received_notice_rule` (
	`id` integer PRIMARY KEY NOT NULL,
	`backup_address` text NOT NULL,
	`backup_after_minutes` integer NOT NULL,
	CHECK (id = 1),
	CHECK (backup_after_minutes BETWEEN 0 AND 10080)
) STRICT;
--> statement-breakpoint
CREATE TABLE `received_notice_wishes` (
	`person_id` text PRIMARY KEY NOT NULL,
	`wish` text NOT NULL,
	CHECK (wish IN ('every', 'mine'))
) STRICT;
