-- Edited after generation: STRICT and CHECK as in every table; tenants is made anew because a CHECK cannot be changed.
CREATE TABLE `destroyed_tenants` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`key_id` text NOT NULL,
	`documents` integer NOT NULL,
	`files` integer NOT NULL,
	`bytes` integer NOT NULL,
	`manifest_sha256` text NOT NULL,
	`destroyed_by` text NOT NULL,
	`destroyed_at` integer NOT NULL,
	`certificate` text,
	CHECK (documents >= 0 AND files >= 0 AND bytes >= 0)
) STRICT;
--> statement-breakpoint
CREATE TABLE `new_tenants` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`wrapped_key` blob NOT NULL,
	`created_at` integer NOT NULL,
	`key_state` text DEFAULT 'settled' NOT NULL,
	`key_rotated_at` integer,
	`closes_at` integer,
	CHECK (state IN ('making', 'active', 'suspended', 'closing')),
	CHECK (key_state IN ('settled', 'turning')),
	CHECK ((state = 'closing') = (closes_at IS NOT NULL))
) STRICT;
--> statement-breakpoint
INSERT INTO `new_tenants` (id, slug, name, state, wrapped_key, created_at)
	SELECT id, slug, name, state, wrapped_key, created_at FROM `tenants`;
--> statement-breakpoint
DROP TABLE `tenants`;
--> statement-breakpoint
ALTER TABLE `new_tenants` RENAME TO `tenants`;
--> statement-breakpoint
CREATE UNIQUE INDEX `tenants_slug_unique` ON `tenants` (`slug`);
