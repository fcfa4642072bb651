-- Edited after generation: STRICT and CHECK as in every table, and totals that leave out what lies in the trash.
CREATE TABLE `trash_rule` (
	`id` integer PRIMARY KEY NOT NULL,
	`days` integer NOT NULL,
	CHECK (id = 1),
	CHECK (days > 0)
) STRICT;
--> statement-breakpoint
DROP INDEX `received_faxes_newest`;--> statement-breakpoint
DROP INDEX `received_faxes_unread`;--> statement-breakpoint
DROP INDEX `received_faxes_assigned`;--> statement-breakpoint
DROP INDEX `received_faxes_number`;--> statement-breakpoint
DROP INDEX `received_faxes_not_here`;--> statement-breakpoint
DROP INDEX `received_faxes_urgent`;--> statement-breakpoint
ALTER TABLE `received_faxes` ADD `trashed_at` integer;--> statement-breakpoint
ALTER TABLE `received_faxes` ADD `trashed_by` text;--> statement-breakpoint
CREATE INDEX `received_faxes_trashed` ON `received_faxes` (`trashed_at`,`id`) WHERE trashed_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `received_faxes_newest` ON `received_faxes` (`shelf`,`received_at`,`id`,`trashed_at`);--> statement-breakpoint
CREATE INDEX `received_faxes_unread` ON `received_faxes` (`received_at`,`id`,`shelf`) WHERE read_at IS NULL AND status = 'received' AND trashed_at IS NULL;--> statement-breakpoint
CREATE INDEX `received_faxes_assigned` ON `received_faxes` (`assigned_to`,`shelf`,`received_at`,`id`,`to_number`,`trashed_at`);--> statement-breakpoint
CREATE INDEX `received_faxes_number` ON `received_faxes` (`to_number`,`shelf`,`received_at`,`id`,`trashed_at`);--> statement-breakpoint
CREATE INDEX `received_faxes_not_here` ON `received_faxes` (`status`,`received_at`,`id`,`shelf`,`trashed_at`) WHERE status <> 'received';--> statement-breakpoint
CREATE INDEX `received_faxes_urgent` ON `received_faxes` (`received_at`,`id`,`shelf`) WHERE urgent = 1 AND trashed_at IS NULL;--> statement-breakpoint
DROP INDEX `faxes_newest`;--> statement-breakpoint
DROP INDEX `faxes_by_status`;--> statement-breakpoint
ALTER TABLE `faxes` ADD `trashed_at` integer;--> statement-breakpoint
ALTER TABLE `faxes` ADD `trashed_by` text;--> statement-breakpoint
ALTER TABLE `faxes` ADD `emptied_at` integer;--> statement-breakpoint
ALTER TABLE `faxes` ADD `emptied_sha256` text;--> statement-breakpoint
CREATE INDEX `faxes_trashed` ON `faxes` (`trashed_at`,`id`) WHERE trashed_at IS NOT NULL AND emptied_at IS NULL;--> statement-breakpoint
CREATE INDEX `faxes_newest` ON `faxes` (`created_at`,`id`,`bulk_id`,`trashed_at`);--> statement-breakpoint
CREATE INDEX `faxes_by_status` ON `faxes` (`status`,`created_at`,`id`,`bulk_id`,`trashed_at`);--> statement-breakpoint
DROP TRIGGER fax_totals_update;--> statement-breakpoint
DROP TRIGGER fax_totals_delete;--> statement-breakpoint
DROP TRIGGER received_totals_update;--> statement-breakpoint
DROP TRIGGER received_totals_delete;--> statement-breakpoint
CREATE TRIGGER fax_totals_update AFTER UPDATE OF status ON faxes WHEN NEW.status <> OLD.status AND OLD.bulk_id IS NULL AND OLD.trashed_at IS NULL BEGIN
	UPDATE fax_totals SET n = n - 1 WHERE status = OLD.status;
	INSERT INTO fax_totals (status, n) VALUES (NEW.status, 1) ON CONFLICT (status) DO UPDATE SET n = n + 1;
END;--> statement-breakpoint
CREATE TRIGGER fax_totals_trashed AFTER UPDATE OF trashed_at ON faxes WHEN (NEW.trashed_at IS NULL) <> (OLD.trashed_at IS NULL) AND OLD.bulk_id IS NULL BEGIN
	UPDATE fax_totals SET n = n + iif(NEW.trashed_at IS NULL, 1, -1) WHERE status = NEW.status;
END;--> statement-breakpoint
CREATE TRIGGER fax_totals_delete AFTER DELETE ON faxes WHEN OLD.bulk_id IS NULL AND OLD.trashed_at IS NULL BEGIN
	UPDATE fax_totals SET n = n - 1 WHERE status = OLD.status;
END;--> statement-breakpoint
CREATE TRIGGER received_totals_update AFTER UPDATE OF shelf ON received_faxes WHEN NEW.shelf <> OLD.shelf AND OLD.trashed_at IS NULL BEGIN
	UPDATE received_totals SET n = n - 1 WHERE shelf = OLD.shelf;
	INSERT INTO received_totals (shelf, n) VALUES (NEW.shelf, 1) ON CONFLICT (shelf) DO UPDATE SET n = n + 1;
END;--> statement-breakpoint
CREATE TRIGGER received_totals_trashed AFTER UPDATE OF trashed_at ON received_faxes WHEN (NEW.trashed_at IS NULL) <> (OLD.trashed_at IS NULL) BEGIN
	UPDATE received_totals SET n = n + iif(NEW.trashed_at IS NULL, 1, -1) WHERE shelf = NEW.shelf;
END;--> statement-breakpoint
CREATE TRIGGER received_totals_delete AFTER DELETE ON received_faxes WHEN OLD.trashed_at IS NULL BEGIN
	UPDATE received_totals SET n = n - 1 WHERE shelf = OLD.shelf;
END;
