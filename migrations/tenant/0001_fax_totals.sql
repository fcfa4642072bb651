-- Edited after generation: STRICT and CHECK as in every table, the triggers that keep the totals, and the totals of what is there already.
CREATE TABLE `fax_totals` (
	`status` text PRIMARY KEY NOT NULL,
	`n` integer NOT NULL,
	CHECK (status IN ('held', 'scheduled', 'queued', 'sending', 'delivered', 'partial', 'failed', 'canceled')),
	CHECK (n >= 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `received_faxes_unread` ON `received_faxes` (`received_at`) WHERE read_at IS NULL AND status = 'received';--> statement-breakpoint
INSERT INTO fax_totals (status, n) SELECT status, count(*) FROM faxes GROUP BY status;
--> statement-breakpoint
CREATE TRIGGER fax_totals_insert AFTER INSERT ON faxes BEGIN
	INSERT INTO fax_totals (status, n) VALUES (NEW.status, 1) ON CONFLICT (status) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER fax_totals_update AFTER UPDATE OF status ON faxes WHEN NEW.status <> OLD.status BEGIN
	UPDATE fax_totals SET n = n - 1 WHERE status = OLD.status;
	INSERT INTO fax_totals (status, n) VALUES (NEW.status, 1) ON CONFLICT (status) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER fax_totals_delete AFTER DELETE ON faxes BEGIN
	UPDATE fax_totals SET n = n - 1 WHERE status = OLD.status;
END;
