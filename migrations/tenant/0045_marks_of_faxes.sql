-- Edited after generation: marks that say what state a fax is in, for those that are there and for what comes, in the index beside its words.
DROP INDEX `received_faxes_unread`;--> statement-breakpoint
CREATE INDEX `received_faxes_unread` ON `received_faxes` (`received_at`,`id`,`shelf`,`urgent`,`assigned_to`,`to_number`) WHERE read_at IS NULL AND status = 'received' AND trashed_at IS NULL;--> statement-breakpoint
DROP INDEX `received_faxes_urgent`;--> statement-breakpoint
CREATE INDEX `received_faxes_urgent` ON `received_faxes` (`received_at`,`id`,`shelf`,`assigned_to`,`to_number`) WHERE urgent = 1 AND trashed_at IS NULL;--> statement-breakpoint
ALTER TABLE `fax_texts` ADD `marks` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE fax_texts SET marks = CASE f.status WHEN 'failed' THEN char(57444) || 'fa' WHEN 'partial' THEN char(57444) || 'pa' WHEN 'held' THEN char(57444) || 'he' WHEN 'canceled' THEN char(57444) || 'ca' ELSE '' END
	FROM faxes f WHERE f.id = fax_id AND f.status IN ('failed', 'partial', 'held', 'canceled');--> statement-breakpoint
UPDATE fax_texts SET marks = iif(r.urgent, char(57444) || 'ur', '') || CASE r.shelf WHEN 'blocked' THEN char(57444) || 'bl' WHEN 'replaced' THEN char(57444) || 're' ELSE '' END || iif(r.status = 'failed', char(57444) || 'fa', '')
		|| iif(r.assigned_to IS NULL, '', char(57444) || 'p' || char(57600 + (unicode(substr(r.assigned_to, -1)) + 67 * unicode(substr(r.assigned_to, -2, 1)) + 4111 * unicode(substr(r.assigned_to, -3, 1))) % 4096))
	FROM received_faxes r WHERE r.id = fax_id AND (r.urgent OR r.shelf <> 'inbox' OR r.status = 'failed' OR r.assigned_to IS NOT NULL);--> statement-breakpoint
DROP TRIGGER `fax_texts_added`;--> statement-breakpoint
DROP TRIGGER `fax_texts_removed`;--> statement-breakpoint
DROP TRIGGER `fax_texts_changed`;--> statement-breakpoint
DROP TABLE `fax_words`;--> statement-breakpoint
CREATE VIRTUAL TABLE `fax_words` USING fts5(text, sender, marks, content='fax_texts', content_rowid='n', tokenize='trigram case_sensitive 1', detail=none, columnsize=0);--> statement-breakpoint
INSERT INTO `fax_words` (`fax_words`) VALUES ('rebuild');--> statement-breakpoint
INSERT INTO `fax_words` (`fax_words`) VALUES ('optimize');--> statement-breakpoint
CREATE TRIGGER `fax_texts_added` AFTER INSERT ON `fax_texts` BEGIN
	INSERT INTO fax_words (rowid, text, sender, marks) VALUES (new.n, new.text, new.sender, new.marks);
END;--> statement-breakpoint
CREATE TRIGGER `fax_texts_removed` AFTER DELETE ON `fax_texts` BEGIN
	INSERT INTO fax_words (fax_words, rowid, text, sender, marks) VALUES ('delete', old.n, old.text, old.sender, old.marks);
END;--> statement-breakpoint
CREATE TRIGGER `fax_texts_changed` AFTER UPDATE OF `text`, `sender` ON `fax_texts` BEGIN
	INSERT INTO fax_words (fax_words, rowid, text, sender, marks) VALUES ('delete', old.n, old.text, old.sender, '');
	INSERT INTO fax_words (rowid, text, sender, marks) VALUES (new.n, new.text, new.sender, '');
END;--> statement-breakpoint
-- What was read of a hundred pages is not taken apart again because somebody else looks after the fax now.
CREATE TRIGGER `fax_texts_changed_marks` AFTER UPDATE OF `marks` ON `fax_texts` WHEN new.marks <> old.marks BEGIN
	INSERT INTO fax_words (fax_words, rowid, text, sender, marks) VALUES ('delete', old.n, '', '', old.marks);
	INSERT INTO fax_words (rowid, text, sender, marks) VALUES (new.n, '', '', new.marks);
END;--> statement-breakpoint
CREATE TRIGGER `faxes_marked` AFTER UPDATE OF `status` ON `faxes`
	WHEN new.status <> old.status AND (new.status IN ('failed', 'partial', 'held', 'canceled') OR old.status IN ('failed', 'partial', 'held', 'canceled')) BEGIN
	UPDATE fax_texts SET marks = CASE new.status WHEN 'failed' THEN char(57444) || 'fa' WHEN 'partial' THEN char(57444) || 'pa' WHEN 'held' THEN char(57444) || 'he' WHEN 'canceled' THEN char(57444) || 'ca' ELSE '' END
		WHERE fax_id = new.id;
END;--> statement-breakpoint
CREATE TRIGGER `received_faxes_marked` AFTER UPDATE OF `urgent`, `shelf`, `status`, `assigned_to` ON `received_faxes`
	WHEN new.urgent <> old.urgent OR new.shelf <> old.shelf OR (new.status = 'failed') <> (old.status = 'failed') OR new.assigned_to IS NOT old.assigned_to BEGIN
	UPDATE fax_texts SET marks = iif(new.urgent, char(57444) || 'ur', '') || CASE new.shelf WHEN 'blocked' THEN char(57444) || 'bl' WHEN 'replaced' THEN char(57444) || 're' ELSE '' END || iif(new.status = 'failed', char(57444) || 'fa', '')
		|| iif(new.assigned_to IS NULL, '', char(57444) || 'p' || char(57600 + (unicode(substr(new.assigned_to, -1)) + 67 * unicode(substr(new.assigned_to, -2, 1)) + 4111 * unicode(substr(new.assigned_to, -3, 1))) % 4096))
		WHERE fax_id = new.id;
END;
