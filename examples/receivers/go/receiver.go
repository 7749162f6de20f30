// A webhook receiver for Terra's events, with Go alone: `TERRA_SIGNING_SECRETS=… go run receiver.go`. See ../README.md.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	tolerance = 5 * time.Minute
	maxBytes  = 32 << 20
	deleted   = 4
)

// Records of these (true) have an id of their own; of the others there is one a day.
var withID = map[string]bool{"activity": true, "sleep": true, "body": false, "daily": false, "nutrition": false, "menstruation": false}

type event struct {
	Type string `json:"type"`
	User struct {
		ID string `json:"user_id"`
	} `json:"user"`
	Data             []json.RawMessage `json:"data"`
	Athlete          json.RawMessage   `json:"athlete"`
	URL              string            `json:"url"`
	ExpectedPayloads int               `json:"expected_payloads"`
}

type delivery struct {
	traceID, reference string
	orderingMs         int64
}

type kept struct {
	orderingMs int64
	record     json.RawMessage // nil: deleted
}

type request struct {
	received int
	expected *int
}

// refused is an answer that is no 2xx. Terra sends again later, whatever it is.
type refused struct {
	status  int
	message string
}

func (r refused) Error() string { return r.message }

// receiver keeps all in memory, to be read at a glance: in your app these are tables, written in one transaction before the answer.
type receiver struct {
	secrets  []string // several while one is replaced
	mutex    sync.Mutex
	traceIDs map[string]bool
	records  map[string]kept
	requests map[string]*request
}

func say(line any) {
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

// verify checks `t=<unix seconds>,v1=<hex>[,v1=<hex>]`: HMAC-SHA256 of `t.body` on the bytes as they came.
func (r *receiver) verify(header string, body []byte) error {
	var t string
	var given [][]byte
	for _, part := range strings.Split(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if name == "t" {
			t = value
		} else if mark, err := hex.DecodeString(value); name == "v1" && err == nil {
			given = append(given, mark)
		}
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	if age := time.Since(time.Unix(seconds, 0)); err != nil || age > tolerance || age < -tolerance {
		return refused{401, "the signature is too old or has no time"}
	}
	for _, secret := range r.secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(t + "."))
		mac.Write(body)
		wanted := mac.Sum(nil)
		for _, mark := range given {
			if hmac.Equal(mark, wanted) {
				return nil
			}
		}
	}
	return refused{401, "the signature does not match"}
}

var client = http.Client{Timeout: 6 * time.Second}

// read gives the event itself, also where only the word of it was sent.
func read(body []byte) (found event, err error) {
	if err = json.Unmarshal(body, &found); err != nil || found.Type != "s3_payload" {
		return found, err
	}
	answer, err := client.Get(found.URL)
	if err != nil {
		return found, refused{503, "the payload could not be fetched"}
	}
	defer answer.Body.Close()
	found = event{}
	if answer.StatusCode != http.StatusOK || json.NewDecoder(answer.Body).Decode(&found) != nil {
		return found, refused{503, "the payload could not be fetched"}
	}
	return found, nil
}

// withSamples gives `record` with the lists of samples that it left out, from the one that is held. Nothing else is ever left out: it is null.
func withSamples(record, held json.RawMessage) json.RawMessage {
	var filled, before map[string]json.RawMessage
	if json.Unmarshal(record, &filled) != nil || json.Unmarshal(held, &before) != nil || filled == nil {
		return record
	}
	for name, value := range before {
		if own, found := filled[name]; found {
			filled[name] = withSamples(own, value)
		} else {
			filled[name] = value
		}
	}
	text, _ := json.Marshal(filled)
	return text
}

// store keeps a record. In a chunk it may be without samples: it is stored where nothing as new is held, and takes no samples away.
func (r *receiver) store(kind, userID, key string, from delivery, isDeleted bool, record json.RawMessage) {
	id := userID + " " + kind + " " + key
	inChunk := strings.Contains(from.traceID, ":chunk:")
	// What overtook this one is newer: it stays. A deletion stays as well, or an older copy would bring the record back.
	held, found := r.records[id]
	if found && (held.orderingMs > from.orderingMs || inChunk && held.orderingMs == from.orderingMs) {
		say(map[string]any{"outdated": kind, "user_id": userID, "key": key})
		return
	}
	if inChunk && held.record != nil {
		record = withSamples(record, held.record)
	}
	size := len(record)
	if isDeleted {
		record = nil
	}
	r.records[id] = kept{from.orderingMs, record}
	say(map[string]any{"stored": kind, "user_id": userID, "key": key, "deleted": isDeleted, "ordering_ms": from.orderingMs, "bytes": size})
}

func (r *receiver) count(reference string, received int, expected *int) {
	known := r.requests[reference]
	if known == nil {
		known = &request{}
		r.requests[reference] = known
	}
	known.received += received
	if expected != nil {
		known.expected = expected
	}
	say(map[string]any{"request": reference, "received": known.received, "expected": known.expected})
}

func (r *receiver) handle(found event, from delivery) error {
	hasID, isData := withID[found.Type]
	switch {
	case isData:
		for _, record := range found.Data {
			var shape struct {
				Metadata struct {
					SummaryID  string `json:"summary_id"`
					StartTime  string `json:"start_time"`
					UploadType int    `json:"upload_type"`
				} `json:"metadata"`
			}
			if err := json.Unmarshal(record, &shape); err != nil {
				return err
			}
			key := shape.Metadata.SummaryID
			if !hasID || key == "" {
				key, _, _ = strings.Cut(shape.Metadata.StartTime, "T")
			}
			r.store(found.Type, found.User.ID, key, from, found.Type == "activity" && shape.Metadata.UploadType == deleted, record)
		}
		// Payloads of a large request; single events have a reference that nobody else has.
		r.count(from.reference, 1, nil)
	case found.Type == "athlete":
		r.store("athlete", found.User.ID, "athlete", from, false, found.Athlete)
	case found.Type == "large_request_sending":
		r.count(from.reference, 0, &found.ExpectedPayloads)
	default:
		say(map[string]any{"event": found.Type, "user_id": found.User.ID, "trace_id": from.traceID})
	}
	return nil
}

func (r *receiver) receive(asked *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(nil, asked.Body, maxBytes))
	if err != nil {
		return refused{413, "the event is too large"}
	}
	if err = r.verify(asked.Header.Get("terra-signature"), body); err != nil {
		return err
	}
	from := delivery{traceID: asked.Header.Get("x-terra-trace-id"), reference: asked.Header.Get("terra-reference")}
	from.orderingMs, _ = strconv.ParseInt(asked.Header.Get("x-terra-ordering-timestamp"), 10, 64)
	r.mutex.Lock()
	repeated := r.traceIDs[from.traceID]
	r.mutex.Unlock()
	if repeated {
		say(map[string]any{"repeat": from.traceID})
		return nil
	}
	found, err := read(body)
	if err != nil {
		return err
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	// The same may have come again while that was fetched.
	if r.traceIDs[from.traceID] {
		say(map[string]any{"repeat": from.traceID})
		return nil
	}
	if err = r.handle(found, from); err == nil {
		r.traceIDs[from.traceID] = true
	}
	return err
}

func (r *receiver) ServeHTTP(response http.ResponseWriter, asked *http.Request) {
	response.Header().Set("content-type", "application/json")
	err := r.receive(asked)
	if err == nil {
		fmt.Fprint(response, `{"success":true}`)
		return
	}
	answer, known := err.(refused)
	if !known {
		answer = refused{400, "the body is no event"}
	}
	say(map[string]any{"refused": answer.message})
	response.WriteHeader(answer.status)
	fmt.Fprint(response, `{"success":false}`)
}

func main() {
	secrets := strings.FieldsFunc(os.Getenv("TERRA_SIGNING_SECRETS"), func(c rune) bool { return c == ',' })
	if len(secrets) == 0 {
		fmt.Fprintln(os.Stderr, "set TERRA_SIGNING_SECRETS to the signing secret of the destination")
		os.Exit(1)
	}
	port, err := strconv.Atoi(os.Getenv("PORT"))
	if err != nil {
		port = 8099
	}
	server := &receiver{secrets: secrets, traceIDs: map[string]bool{}, records: map[string]kept{}, requests: map[string]*request{}}
	say(map[string]any{"listening": port})
	if err := http.ListenAndServe("127.0.0.1:"+strconv.Itoa(port), server); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
