-- Edited after generation: CHECK as in every table.
ALTER TABLE `office` ADD `header_line` text DEFAULT 'never' NOT NULL CHECK (header_line IN ('never', 'uncovered', 'always'));