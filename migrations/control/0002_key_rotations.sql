-- Edited after generation: STRICT and CHECK as in every table; one rotation of a key at a time; nothing under a retired master.
CREATE TABLE `key_rotations` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`tenant_id` text,
	`key_turns` integer,
	`key_id` text,
	`state` text NOT NULL,
	`step` text NOT NULL,
	`done` integer NOT NULL,
	`total` integer NOT NULL,
	`frozen_us` integer,
	`why` text,
	`asked_by` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	CHECK (kind IN ('master', 'tenant')),
	CHECK ((kind = 'tenant') = (tenant_id IS NOT NULL) AND (kind = 'tenant') = (key_turns IS NOT NULL)),
	CHECK (state IN ('running', 'done', 'failed', 'interrupted')),
	CHECK (step IN ('copying', 'resealing', 'rewrapping', 'finished')),
	CHECK ((state = 'running') = (ended_at IS NULL)),
	CHECK (done >= 0 AND total >= 0)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `key_rotations_one_at_a_time` ON `key_rotations` (`kind`, coalesce(`tenant_id`, '')) WHERE state = 'running';
--> statement-breakpoint
CREATE TABLE `master_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`first_used_at` integer NOT NULL,
	`retired_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `retired_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`purpose` text NOT NULL,
	`sealed` blob NOT NULL,
	`retired_at` integer NOT NULL,
	CHECK (purpose IN ('files', 'tokens'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `retired_keys_tenant` ON `retired_keys` (`tenant_id`, `purpose`);
--> statement-breakpoint
ALTER TABLE `tenants` ADD `key_turns` integer DEFAULT 0 NOT NULL CHECK (key_turns >= 0);
--> statement-breakpoint
CREATE TRIGGER `tenants_wrapped_under_a_master_in_use` BEFORE INSERT ON `tenants`
WHEN EXISTS (SELECT 1 FROM master_keys WHERE id = lower(hex(substr(NEW.wrapped_key, 2, 8))) AND retired_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'the master key was exchanged meanwhile'); END;
--> statement-breakpoint
CREATE TRIGGER `tenants_rewrapped_under_a_master_in_use` BEFORE UPDATE OF wrapped_key ON `tenants`
WHEN EXISTS (SELECT 1 FROM master_keys WHERE id = lower(hex(substr(NEW.wrapped_key, 2, 8))) AND retired_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'the master key was exchanged meanwhile'); END;
