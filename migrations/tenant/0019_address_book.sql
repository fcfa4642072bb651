-- Edited after generation: STRICT and CHECK as in every table, the index of words, and what is there already has its number in both tables.
CREATE TABLE `__new_contacts` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`organization` text DEFAULT '' NOT NULL,
	`fax` text NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`favourite` integer DEFAULT false NOT NULL,
	`sensitive` integer DEFAULT false NOT NULL,
	`part2` integer DEFAULT false NOT NULL,
	`restricted` integer DEFAULT false NOT NULL,
	`uses` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`search` text DEFAULT '' NOT NULL,
	CHECK (favourite IN (0, 1) AND sensitive IN (0, 1) AND part2 IN (0, 1) AND restricted IN (0, 1))
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_contacts`("n", "id", "name", "organization", "fax", "note", "uses", "created_at", "updated_at", "search") SELECT "rowid", "id", "name", "organization", "fax", "note", "uses", "created_at", "updated_at", "search" FROM `contacts`;--> statement-breakpoint
DROP TABLE `contacts`;--> statement-breakpoint
ALTER TABLE `__new_contacts` RENAME TO `contacts`;--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_id_unique` ON `contacts` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_fax_unique` ON `contacts` (`fax`);--> statement-breakpoint
CREATE INDEX `contacts_search` ON `contacts` (`search`,`id`);--> statement-breakpoint
CREATE INDEX `contacts_used` ON `contacts` (`uses`) WHERE uses > 0;--> statement-breakpoint
CREATE INDEX `contacts_favourite` ON `contacts` (`search`) WHERE favourite = 1;--> statement-breakpoint
CREATE TABLE `contact_numbers` (
	`fax` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`position` integer NOT NULL,
	`label` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade,
	CHECK (position >= 0)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `contact_numbers_contact` ON `contact_numbers` (`contact_id`,`position`);--> statement-breakpoint
INSERT INTO `contact_numbers` SELECT `fax`, `id`, 0, '' FROM `contacts`;--> statement-breakpoint
CREATE TABLE `contact_tags` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`folded` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `contact_tags_folded_unique` ON `contact_tags` (`folded`);--> statement-breakpoint
CREATE TABLE `contact_tagged` (
	`contact_id` text NOT NULL,
	`tag_id` text NOT NULL,
	PRIMARY KEY(`tag_id`, `contact_id`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tag_id`) REFERENCES `contact_tags`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `contact_tagged_contact` ON `contact_tagged` (`contact_id`);--> statement-breakpoint
-- What is kept in contacts.search, in pieces of three letters. `secure-delete`: what is removed leaves the index too.
CREATE VIRTUAL TABLE `contact_words` USING fts5(search, content='contacts', content_rowid='n', tokenize='trigram case_sensitive 1');--> statement-breakpoint
INSERT INTO `contact_words` (`contact_words`, `rank`) VALUES ('secure-delete', 1);--> statement-breakpoint
INSERT INTO `contact_words` (`contact_words`) VALUES ('rebuild');--> statement-breakpoint
CREATE TRIGGER `contacts_words_added` AFTER INSERT ON `contacts` BEGIN
	INSERT INTO contact_words (rowid, search) VALUES (new.n, new.search);
END;--> statement-breakpoint
CREATE TRIGGER `contacts_words_removed` AFTER DELETE ON `contacts` BEGIN
	INSERT INTO contact_words (contact_words, rowid, search) VALUES ('delete', old.n, old.search);
END;--> statement-breakpoint
-- A send counts `uses` up and leaves the words alone.
CREATE TRIGGER `contacts_words_changed` AFTER UPDATE OF `search` ON `contacts` BEGIN
	INSERT INTO contact_words (contact_words, rowid, search) VALUES ('delete', old.n, old.search);
	INSERT INTO contact_words (rowid, search) VALUES (new.n, new.search);
END;
