-- Edited after generation: STRICT and CHECK as in every table. Documents that are here already get their row from the job files.sweep.
CREATE TABLE `orphaned_files` (
	`place` text NOT NULL,
	`name` text NOT NULL,
	`noticed_at` integer NOT NULL,
	PRIMARY KEY(`place`, `name`),
	CHECK (place IN ('disk', 'bucket'))
) STRICT;
--> statement-breakpoint
CREATE TABLE `stored_files` (
	`id` text PRIMARY KEY NOT NULL,
	`sealed_sha256` text NOT NULL,
	`sealed_bytes` integer NOT NULL,
	`uploaded_at` integer,
	`encryption` text,
	`locked_until` integer,
	CHECK (length(sealed_sha256) = 64 AND sealed_bytes > 0),
	CHECK (uploaded_at IS NOT NULL OR (encryption IS NULL AND locked_until IS NULL))
) STRICT;
--> statement-breakpoint
CREATE INDEX `stored_files_waiting` ON `stored_files` (`id`) WHERE uploaded_at IS NULL;
