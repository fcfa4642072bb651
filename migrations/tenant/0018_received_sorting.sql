-- Edited after generation: STRICT and CHECK as in every table, the triggers that keep the totals, and the totals of what is there already.
CREATE TABLE `received_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`received_id` text NOT NULL,
	`text` text NOT NULL,
	`written_by` text NOT NULL,
	`written_at` integer NOT NULL,
	FOREIGN KEY (`received_id`) REFERENCES `received_faxes`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `received_notes_fax` ON `received_notes` (`received_id`,`written_at`);--> statement-breakpoint
CREATE TABLE `received_tags` (
	`received_id` text NOT NULL,
	`tag` text NOT NULL,
	`shelf` text NOT NULL,
	`received_at` integer NOT NULL,
	CHECK (shelf IN ('inbox', 'blocked', 'replaced')),
	PRIMARY KEY(`received_id`, `tag`),
	FOREIGN KEY (`received_id`) REFERENCES `received_faxes`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `received_tags_newest` ON `received_tags` (`tag`,`shelf`,`received_at`,`received_id`);--> statement-breakpoint
CREATE TABLE `received_totals` (
	`shelf` text PRIMARY KEY NOT NULL,
	`n` integer NOT NULL,
	CHECK (shelf IN ('inbox', 'blocked', 'replaced')),
	CHECK (n >= 0)
) STRICT;
--> statement-breakpoint
DROP INDEX `received_faxes_newest`;--> statement-breakpoint
DROP INDEX `received_faxes_unread`;--> statement-breakpoint
ALTER TABLE `received_faxes` ADD `read_by` text;--> statement-breakpoint
ALTER TABLE `received_faxes` ADD `shelf` text DEFAULT 'inbox' NOT NULL CHECK (shelf IN ('inbox', 'blocked', 'replaced'));--> statement-breakpoint
ALTER TABLE `received_faxes` ADD `assigned_to` text;--> statement-breakpoint
ALTER TABLE `received_faxes` ADD `urgent` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `received_faxes` ADD `sorted_at` integer;--> statement-breakpoint
CREATE INDEX `received_faxes_assigned` ON `received_faxes` (`assigned_to`,`shelf`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `received_faxes_number` ON `received_faxes` (`to_number`,`shelf`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `received_faxes_urgent` ON `received_faxes` (`received_at`,`id`,`shelf`) WHERE urgent = 1;--> statement-breakpoint
CREATE INDEX `received_faxes_newest` ON `received_faxes` (`shelf`,`received_at`,`id`,`from_number`,`status`);--> statement-breakpoint
CREATE INDEX `received_faxes_unread` ON `received_faxes` (`received_at`,`id`,`shelf`) WHERE read_at IS NULL AND status = 'received';
--> statement-breakpoint
INSERT INTO received_totals (shelf, n) SELECT shelf, count(*) FROM received_faxes GROUP BY shelf;
--> statement-breakpoint
CREATE TRIGGER received_totals_insert AFTER INSERT ON received_faxes BEGIN
	INSERT INTO received_totals (shelf, n) VALUES (NEW.shelf, 1) ON CONFLICT (shelf) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER received_totals_update AFTER UPDATE OF shelf ON received_faxes WHEN NEW.shelf <> OLD.shelf BEGIN
	UPDATE received_totals SET n = n - 1 WHERE shelf = OLD.shelf;
	INSERT INTO received_totals (shelf, n) VALUES (NEW.shelf, 1) ON CONFLICT (shelf) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER received_tags_shelf AFTER UPDATE OF shelf ON received_faxes WHEN NEW.shelf <> OLD.shelf BEGIN
	UPDATE received_tags SET shelf = NEW.shelf WHERE received_id = NEW.id;
END;
--> statement-breakpoint
CREATE TRIGGER received_totals_delete AFTER DELETE ON received_faxes BEGIN
	UPDATE received_totals SET n = n - 1 WHERE shelf = OLD.shelf;
END;
