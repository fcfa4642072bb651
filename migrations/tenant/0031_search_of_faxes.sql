-- Edited after generation: STRICT as in every table, the index of words with the triggers that keep it, and what is there already.
CREATE TABLE `fax_texts` (
	`n` integer PRIMARY KEY NOT NULL,
	`fax_id` text NOT NULL,
	`text` text NOT NULL,
	`sender` text DEFAULT '' NOT NULL
) STRICT;
--> statement-breakpoint
INSERT INTO fax_texts (n, fax_id, text) SELECT row_number() OVER (ORDER BY created_at, id), id, searchable(
	coalesce((SELECT group_concat(name || ' ' || to_number, ' ') FROM fax_recipients WHERE fax_id = faxes.id), ''), subject, note,
	coalesce((SELECT group_concat(name, ' ') FROM fax_files WHERE fax_id = faxes.id), '')) FROM faxes;
--> statement-breakpoint
INSERT INTO fax_texts (n, fax_id, text, sender) SELECT 1000000000000 + row_number() OVER (ORDER BY received_at, id), id, searchable(
	from_number || ' ' || to_number,
	coalesce((SELECT group_concat(tag, ' ') FROM received_tags WHERE received_id = received_faxes.id), ''),
	coalesce((SELECT group_concat(text, ' ') FROM received_notes WHERE received_id = received_faxes.id), '')),
	coalesce((SELECT '  ' || replace(c.search, ' ', '  ') FROM contact_numbers n JOIN contacts c ON c.id = n.contact_id WHERE n.fax = from_number), '')
	FROM received_faxes;
--> statement-breakpoint
CREATE UNIQUE INDEX `fax_texts_fax_id_unique` ON `fax_texts` (`fax_id`);--> statement-breakpoint
DROP INDEX `received_faxes_newest`;--> statement-breakpoint
CREATE INDEX `received_faxes_not_here` ON `received_faxes` (`status`,`received_at`,`id`,`shelf`) WHERE status <> 'received';--> statement-breakpoint
CREATE INDEX `received_faxes_newest` ON `received_faxes` (`shelf`,`received_at`,`id`);--> statement-breakpoint
DROP INDEX `faxes_newest`;--> statement-breakpoint
DROP INDEX `faxes_by_status`;--> statement-breakpoint
CREATE INDEX `faxes_by_person` ON `faxes` (`created_by`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `faxes_newest` ON `faxes` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `faxes_by_status` ON `faxes` (`status`,`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `faxes` DROP COLUMN `search`;--> statement-breakpoint
-- In pieces of three letters, without their places: a tenth of a kilobyte a fax. What was removed is merged away by the job fax.tidy,
-- because `secure-delete` takes twenty milliseconds for a fax among a million.
CREATE VIRTUAL TABLE `fax_words` USING fts5(text, sender, content='fax_texts', content_rowid='n', tokenize='trigram case_sensitive 1', detail=none, columnsize=0);--> statement-breakpoint
INSERT INTO `fax_words` (`fax_words`) VALUES ('rebuild');--> statement-breakpoint
CREATE TRIGGER `fax_texts_added` AFTER INSERT ON `fax_texts` BEGIN
	INSERT INTO fax_words (rowid, text, sender) VALUES (new.n, new.text, new.sender);
END;--> statement-breakpoint
CREATE TRIGGER `fax_texts_removed` AFTER DELETE ON `fax_texts` BEGIN
	INSERT INTO fax_words (fax_words, rowid, text, sender) VALUES ('delete', old.n, old.text, old.sender);
END;--> statement-breakpoint
CREATE TRIGGER `fax_texts_changed` AFTER UPDATE OF `text`, `sender` ON `fax_texts` BEGIN
	INSERT INTO fax_words (fax_words, rowid, text, sender) VALUES ('delete', old.n, old.text, old.sender);
	INSERT INTO fax_words (rowid, text, sender) VALUES (new.n, new.text, new.sender);
END;--> statement-breakpoint
CREATE TRIGGER `faxes_text_gone` AFTER DELETE ON `faxes` BEGIN
	DELETE FROM fax_texts WHERE fax_id = old.id;
END;--> statement-breakpoint
CREATE TRIGGER `received_faxes_text_gone` AFTER DELETE ON `received_faxes` BEGIN
	DELETE FROM fax_texts WHERE fax_id = old.id;
END;--> statement-breakpoint
-- Who a number belongs to is said by the contacts: what came from it is found by that name, and no longer by the one before.
CREATE TRIGGER `contacts_fax_sender` AFTER UPDATE OF `search` ON `contacts` WHEN new.search <> old.search BEGIN
	UPDATE fax_texts SET sender = '  ' || replace(new.search, ' ', '  ') WHERE fax_id IN (
		SELECT r.id FROM contact_numbers n JOIN received_faxes r ON r.from_number = n.fax WHERE n.contact_id = new.id);
END;--> statement-breakpoint
CREATE TRIGGER `contact_numbers_fax_sender_added` AFTER INSERT ON `contact_numbers` BEGIN
	UPDATE fax_texts SET sender = coalesce((SELECT '  ' || replace(search, ' ', '  ') FROM contacts WHERE id = new.contact_id), '')
		WHERE fax_id IN (SELECT id FROM received_faxes WHERE from_number = new.fax);
END;--> statement-breakpoint
CREATE TRIGGER `contact_numbers_fax_sender_removed` AFTER DELETE ON `contact_numbers` BEGIN
	UPDATE fax_texts SET sender = '' WHERE fax_id IN (SELECT id FROM received_faxes WHERE from_number = old.fax);
END;
