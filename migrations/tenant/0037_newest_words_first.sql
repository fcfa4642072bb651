-- Edited after generation: what is there already, the trigger that keeps it, and the sent ones in the index of words numbered down, so that the newest stand at its beginning.
DROP INDEX `received_faxes_assigned`;--> statement-breakpoint
CREATE INDEX `received_faxes_assigned` ON `received_faxes` (`assigned_to`,`shelf`,`received_at`,`id`,`to_number`);--> statement-breakpoint
ALTER TABLE `received_tags` ADD `assigned_to` text;--> statement-breakpoint
ALTER TABLE `received_tags` ADD `to_number` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE received_tags SET (assigned_to, to_number) = (SELECT f.assigned_to, f.to_number FROM received_faxes f WHERE f.id = received_id);--> statement-breakpoint
DROP TRIGGER received_tags_shelf;--> statement-breakpoint
CREATE TRIGGER received_tags_follow AFTER UPDATE OF shelf, assigned_to ON received_faxes WHEN NEW.shelf <> OLD.shelf OR NEW.assigned_to IS NOT OLD.assigned_to BEGIN
	UPDATE received_tags SET shelf = NEW.shelf, assigned_to = NEW.assigned_to WHERE received_id = NEW.id;
END;--> statement-breakpoint
CREATE INDEX `received_tags_person` ON `received_tags` (`tag`,`assigned_to`,`shelf`,`received_at`,`received_id`,`to_number`);--> statement-breakpoint
CREATE INDEX `received_tags_number` ON `received_tags` (`tag`,`to_number`,`shelf`,`received_at`,`received_id`);--> statement-breakpoint
UPDATE fax_texts SET n = 1000000000000 - n WHERE n < 1000000000000;--> statement-breakpoint
INSERT INTO fax_words (fax_words) VALUES ('rebuild');--> statement-breakpoint
INSERT INTO fax_words (fax_words) VALUES ('optimize');
