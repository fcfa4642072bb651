package sqlite

import (
	"context"
	"database/sql/driver"
	"slices"
	"testing"
)

// connector opens one file with a keyring of the test's own.
type connector struct {
	keys *keyring
	path string
}

func (c connector) Connect(context.Context) (driver.Conn, error) {
	return c.Driver().Open(c.path)
}

func (c connector) Driver() driver.Driver { return &encrypted{keys: c.keys} }

func TestPragmasBecomeStatements(t *testing.T) {
	read, err := parseSource("file:/data/a b%20c/tenant.db?_pragma=busy_timeout(1000)&_pragma=wal_autocheckpoint(0)")
	must(t, err)
	if read.path != "/data/a b%20c/tenant.db" {
		t.Errorf("path is %q", read.path)
	}
	if !slices.Equal(read.pragmas, []string{"PRAGMA busy_timeout=1000", "PRAGMA wal_autocheckpoint=0"}) {
		t.Errorf("pragmas are %q", read.pragmas)
	}
	expected := "file:/data/a%20b%2520c/tenant.db?cipher=sqlcipher&key=x%27" + mapleKey + "%27&legacy=4&mode=rw"
	if uri := read.uri(mapleKey); uri != expected {
		t.Errorf("the URI is %q", uri)
	}
}

func TestAPlainPathIsUnderstood(t *testing.T) {
	read, err := parseSource("/data/restored.db")
	must(t, err)
	if read.path != "/data/restored.db" || len(read.pragmas) != 0 {
		t.Errorf("read as %+v", read)
	}
}

func TestWhatIsNoPragmaIsRefused(t *testing.T) {
	for _, dsn := range []string{
		"file:/a?_pragma=busy_timeout(1);DROP TABLE notes",
		"file:/a?_pragma=key('secret')",
		"file:/a?_pragma=busy_timeout",
		"file:/a?_pragma=busy_timeout(1)&mode=rwc",
		"",
	} {
		if _, err := parseSource(dsn); err == nil {
			t.Errorf("%q was accepted", dsn)
		}
	}
}
