package sqlite

import (
	"bufio"
	"database/sql"
	"encoding/json"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mattn/go-sqlite3"
)

var (
	mapleKey  = strings.Repeat("5a", 32)
	harborKey = strings.Repeat("c3", 32)
)

// app answers for the paths it was given, as the real one does, and counts how often it was asked.
type app struct {
	keys  map[string]string
	asked atomic.Int32
}

func startApp(t *testing.T, keys map[string]string) *app {
	t.Helper()
	a := &app{keys: keys}
	answerWith(t, func(path string) any {
		a.asked.Add(1)
		if key, known := a.keys[path]; known {
			return map[string]string{"key": key}
		}
		return map[string]string{"error": "no tenant has this file"}
	})
	return a
}

func answerWith(t *testing.T, answer func(path string) any) {
	t.Helper()
	// t.TempDir carries the test's name, and a socket's path may have 107 bytes only.
	directory, err := os.MkdirTemp("", "keys")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(directory) })
	socket := filepath.Join(directory, "s")
	listener, err := net.Listen("unix", socket)
	must(t, err)
	t.Cleanup(func() { listener.Close() })
	t.Setenv(socketVariable, socket)
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			serve(connection, answer)
		}
	}()
}

func serve(connection net.Conn, answer func(path string) any) {
	defer connection.Close()
	line, err := bufio.NewReader(connection).ReadBytes('\n')
	var question struct{ Path string }
	if err != nil || json.Unmarshal(line, &question) != nil {
		return
	}
	_ = json.NewEncoder(connection).Encode(answer(question.Path))
}

// makeFile makes a WAL database with one row, encrypted unless the key is empty.
func makeFile(t *testing.T, key string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tenant.db")
	values := url.Values{"mode": {"rwc"}}
	if key != "" {
		values = url.Values{"mode": {"rwc"}, "cipher": {"sqlcipher"}, "legacy": {"4"}, "key": {"x'" + key + "'"}}
	}
	made, err := (&sqlite3.SQLiteDriver{}).Open("file:" + path + "?" + values.Encode())
	must(t, err)
	for _, statement := range []string{"PRAGMA journal_mode=wal", "CREATE TABLE notes (text)", "INSERT INTO notes VALUES ('kept')"} {
		_, err := made.(*sqlite3.SQLiteConn).Exec(statement, nil)
		must(t, err)
	}
	must(t, made.Close())
	return path
}

func open(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(1000)&_pragma=wal_autocheckpoint(0)")
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func number(t *testing.T, db *sql.DB, query string) (value int) {
	t.Helper()
	must(t, db.QueryRow(query).Scan(&value))
	return value
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func mustSay(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Fatalf("expected an error that says %q, got: %v", words, err)
	}
	for _, secret := range []string{mapleKey, harborKey} {
		if strings.Contains(err.Error(), secret) {
			t.Fatal("the error shows a key")
		}
	}
}

func writeFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tenant.db")
	must(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}
