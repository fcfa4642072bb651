-- Edited after generation: STRICT and CHECK as in every table.
CREATE TABLE `support_doors` (
	`secret_hash` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`grant_id` text NOT NULL,
	`operator_id` text NOT NULL,
	`operator_name` text NOT NULL,
	`visit_id` text,
	`expires_at` integer NOT NULL,
	CHECK (kind IN ('ticket', 'session') AND (kind = 'session') = (visit_id IS NOT NULL)),
	FOREIGN KEY (`grant_id`) REFERENCES `support_grants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`visit_id`) REFERENCES `support_visits`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `support_grants` (
	`id` text PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`granted_by` text NOT NULL,
	`granted_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`ended_by` text,
	FOREIGN KEY (`granted_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `support_visits` (
	`id` text PRIMARY KEY NOT NULL,
	`grant_id` text NOT NULL,
	`operator_id` text NOT NULL,
	`operator_name` text NOT NULL,
	`began_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`left_at` integer,
	FOREIGN KEY (`grant_id`) REFERENCES `support_grants`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `support_visits_grant` ON `support_visits` (`grant_id`);