package sqlite

import (
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
)

// source is a database as Litestream names it: "/path" or "file:/path?_pragma=busy_timeout(1000)&_pragma=…", the path unescaped.
type source struct {
	path    string
	pragmas []string
}

var pragma = regexp.MustCompile(`^([a-z_]+)\((\w+)\)$`)

func parseSource(dsn string) (source, error) {
	name, query, _ := strings.Cut(strings.TrimPrefix(dsn, "file:"), "?_pragma=")
	path, err := filepath.Abs(name)
	if err != nil || name == "" {
		return source{}, fmt.Errorf("%q names no database file", dsn)
	}
	pragmas, err := parsePragmas(query)
	if err != nil {
		return source{}, fmt.Errorf("%s: %w", path, err)
	}
	return source{path: path, pragmas: pragmas}, nil
}

func parsePragmas(query string) ([]string, error) {
	if query == "" {
		return nil, nil
	}
	values, err := url.ParseQuery("_pragma=" + query)
	if err != nil {
		return nil, err
	}
	if len(values) != 1 {
		return nil, fmt.Errorf("only _pragma is understood in a database's name, not %q", query)
	}
	var statements []string
	for _, value := range values["_pragma"] {
		parts := pragma.FindStringSubmatch(value)
		if parts == nil {
			return nil, fmt.Errorf("pragma %q is not of the form name(value)", value)
		}
		statements = append(statements, fmt.Sprintf("PRAGMA %s=%s", parts[1], parts[2]))
	}
	return statements, nil
}

// uri carries the cipher and the key, because go-sqlite3 runs statements before any hook of ours, and they fail on an encrypted file.
// The file must exist: a replicator makes no databases. src/db/open.ts chooses the same cipher.
func (s source) uri(key string) string {
	values := url.Values{"mode": {"rw"}, "cipher": {"sqlcipher"}, "legacy": {"4"}, "key": {"x'" + key + "'"}}
	return "file:" + (&url.URL{Path: s.path}).EscapedPath() + "?" + values.Encode()
}
