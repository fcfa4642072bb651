-- Edited after generation: STRICT and CHECK so that the file refuses an impossible state.
CREATE TABLE `number_routes` (
	`number` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`added_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `poll_cursors` (
	`name` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `stray_events` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`body` text NOT NULL,
	`received_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `stray_events_at` ON `stray_events` (`received_at`);--> statement-breakpoint
CREATE TABLE `operators` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`secret_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `operators_secret_hash_unique` ON `operators` (`secret_hash`);--> statement-breakpoint
CREATE TABLE `due_hints` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`due_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `due_hints_at` ON `due_hints` (`due_at`);--> statement-breakpoint
CREATE TABLE `tenants` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`wrapped_key` blob NOT NULL,
	`created_at` integer NOT NULL,
	CHECK (state IN ('making', 'active', 'suspended'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `tenants_slug_unique` ON `tenants` (`slug`);