-- Edited after generation: STRICT and CHECK as in every table, and totals that leave out what stands in no list.
CREATE TABLE `bulk_recipients` (
	`bulk_id` text NOT NULL,
	`row` integer NOT NULL,
	`to_number` text NOT NULL,
	`name` text NOT NULL,
	`fields` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`fax_id` text,
	PRIMARY KEY(`bulk_id`, `row`),
	FOREIGN KEY (`bulk_id`) REFERENCES `bulks`(`id`) ON UPDATE no action ON DELETE cascade,
	CHECK (state IN ('waiting', 'made', 'stopped', 'left_out', 'canceled')),
	CHECK ((state = 'left_out') = (reason IS NOT NULL)),
	CHECK (state NOT IN ('made', 'stopped') OR fax_id IS NOT NULL)
) STRICT;
--> statement-breakpoint
CREATE INDEX `bulk_recipients_waiting` ON `bulk_recipients` (`bulk_id`,`row`) WHERE state = 'waiting';--> statement-breakpoint
CREATE TABLE `bulks` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`cause` text,
	`per_minute` integer,
	`office_hours` integer NOT NULL,
	`repeats` integer NOT NULL,
	`sensitive` integer DEFAULT 0 NOT NULL,
	`confirmed_by` text,
	`next_at` integer,
	`started_at` integer,
	`started_by` text,
	`ended_at` integer,
	FOREIGN KEY (`id`) REFERENCES `faxes`(`id`) ON UPDATE no action ON DELETE cascade,
	CHECK (state IN ('reading', 'draft', 'held', 'running', 'paused', 'stopping', 'ended')),
	CHECK (per_minute > 0),
	CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
	CHECK ((state IN ('reading', 'draft')) = (started_at IS NULL))
) STRICT;
--> statement-breakpoint
DROP INDEX `faxes_newest`;--> statement-breakpoint
DROP INDEX `faxes_by_status`;--> statement-breakpoint
ALTER TABLE `faxes` ADD `bulk_id` text;--> statement-breakpoint
CREATE INDEX `faxes_of_bulk` ON `faxes` (`bulk_id`,`status`) WHERE bulk_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `faxes_newest` ON `faxes` (`created_at`,`id`,`bulk_id`);--> statement-breakpoint
CREATE INDEX `faxes_by_status` ON `faxes` (`status`,`created_at`,`id`,`bulk_id`);--> statement-breakpoint
DROP TRIGGER fax_totals_insert;
--> statement-breakpoint
DROP TRIGGER fax_totals_update;
--> statement-breakpoint
DROP TRIGGER fax_totals_delete;
--> statement-breakpoint
CREATE TRIGGER fax_totals_insert AFTER INSERT ON faxes WHEN NEW.bulk_id IS NULL BEGIN
	INSERT INTO fax_totals (status, n) VALUES (NEW.status, 1) ON CONFLICT (status) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER fax_totals_update AFTER UPDATE OF status ON faxes WHEN NEW.status <> OLD.status AND OLD.bulk_id IS NULL BEGIN
	UPDATE fax_totals SET n = n - 1 WHERE status = OLD.status;
	INSERT INTO fax_totals (status, n) VALUES (NEW.status, 1) ON CONFLICT (status) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER fax_totals_listed AFTER UPDATE OF bulk_id ON faxes WHEN NEW.bulk_id IS NULL AND OLD.bulk_id IS NOT NULL BEGIN
	INSERT INTO fax_totals (status, n) VALUES (NEW.status, 1) ON CONFLICT (status) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER fax_totals_delete AFTER DELETE ON faxes WHEN OLD.bulk_id IS NULL BEGIN
	UPDATE fax_totals SET n = n - 1 WHERE status = OLD.status;
END;
