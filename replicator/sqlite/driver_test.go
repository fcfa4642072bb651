package sqlite

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnEncryptedFileOpensWithTheKeyTheAppGives(t *testing.T) {
	path := makeFile(t, mapleKey)
	startApp(t, map[string]string{path: mapleKey})
	if rows := number(t, open(t, path), "SELECT count(*) FROM notes"); rows != 1 {
		t.Fatalf("expected 1 row, got %d", rows)
	}
	bytes, err := os.ReadFile(path)
	must(t, err)
	if strings.HasPrefix(string(bytes), "SQLite format 3") {
		t.Fatal("the file of this test is not encrypted")
	}
}

func TestPragmasOfTheNameAreSetAndEveryCommitIsDurable(t *testing.T) {
	path := makeFile(t, mapleKey)
	startApp(t, map[string]string{path: mapleKey})
	db := open(t, path)
	for query, expected := range map[string]int{"PRAGMA busy_timeout": 1000, "PRAGMA wal_autocheckpoint": 0, "PRAGMA synchronous": 2} {
		if value := number(t, db, query); value != expected {
			t.Errorf("%s is %d, not %d", query, value, expected)
		}
	}
}

func TestAPathTheAppDoesNotKnowIsRefused(t *testing.T) {
	maple, harbor := makeFile(t, mapleKey), makeFile(t, harborKey)
	startApp(t, map[string]string{maple: mapleKey})
	mustSay(t, first(open(t, harbor)), harbor+": no key: the app refused: no tenant has this file")
}

func TestAnotherTenantsKeyDoesNotOpenTheFile(t *testing.T) {
	path := makeFile(t, mapleKey)
	startApp(t, map[string]string{path: harborKey})
	mustSay(t, first(open(t, path)), "the app's key does not open this file")
}

func TestAPlainFileIsRefusedAndLeftAsItIs(t *testing.T) {
	path := makeFile(t, "")
	before, err := os.ReadFile(path)
	must(t, err)
	startApp(t, map[string]string{path: mapleKey})
	mustSay(t, first(open(t, path)), "it is not encrypted")
	after, err := os.ReadFile(path)
	must(t, err)
	if string(before) != string(after) {
		t.Fatal("the plain file was changed")
	}
}

func TestNoDatabaseIsMadeOfAMissingOrEmptyFile(t *testing.T) {
	empty, missing := writeFile(t, ""), filepath.Join(t.TempDir(), "tenant.db")
	startApp(t, map[string]string{empty: mapleKey, missing: mapleKey})
	mustSay(t, first(open(t, empty)), "the file is empty")
	mustSay(t, first(open(t, missing)), "no such file")
	if _, err := os.Stat(missing); !os.IsNotExist(err) {
		t.Fatal("a file was made")
	}
}

func TestWithoutASocketNothingOpens(t *testing.T) {
	path := makeFile(t, mapleKey)
	t.Setenv(socketVariable, "")
	mustSay(t, first(open(t, path)), "FRONTDESK_KEY_SOCKET is not set")
	t.Setenv(socketVariable, filepath.Join(t.TempDir(), "gone.sock"))
	mustSay(t, first(open(t, path)), "the app does not answer")
}

// Litestream asks for the WAL to be kept before its first statement, and never tries again when that fails.
func TestAFileRefusedOnceOpensWhenTheAppHasItsKey(t *testing.T) {
	path := makeFile(t, mapleKey)
	t.Setenv(socketVariable, "")
	db := open(t, path)
	must(t, keepWAL(t, db, 1))
	mustSay(t, first(db), "no key")
	startApp(t, map[string]string{path: mapleKey})
	must(t, first(db))
}

func TestTheWALOutlivesTheLastConnection(t *testing.T) {
	path := makeFile(t, mapleKey)
	startApp(t, map[string]string{path: mapleKey})
	db := open(t, path)
	must(t, keepWAL(t, db, 1))
	_, err := db.Exec("INSERT INTO notes VALUES ('second')")
	must(t, err)
	must(t, db.Close())
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() == 0 {
		t.Fatalf("the WAL is gone: %v", err)
	}
	if keepWAL(t, open(t, path), 0) == nil {
		t.Fatal("letting the WAL go must be refused")
	}
}

func TestARunningStatementEndsWithItsContext(t *testing.T) {
	path := makeFile(t, mapleKey)
	startApp(t, map[string]string{path: mapleKey})
	ctx, cancel := context.WithCancel(t.Context())
	db := open(t, path)
	must(t, first(db))
	cancel()
	if _, err := db.ExecContext(ctx, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"); err == nil {
		t.Fatal("expected the statement to be stopped")
	}
}

func first(db *sql.DB) error {
	if err := db.Ping(); err != nil {
		return err
	}
	var tables int
	return db.QueryRow("SELECT count(*) FROM sqlite_schema").Scan(&tables)
}

func keepWAL(t *testing.T, db *sql.DB, mode int) error {
	t.Helper()
	connection, err := db.Conn(t.Context())
	must(t, err)
	defer connection.Close()
	return connection.Raw(func(raw any) error {
		_, err := raw.(FileControl).FileControlPersistWAL("main", mode)
		return err
	})
}
