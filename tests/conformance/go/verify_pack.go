// verify_pack LOG_VKEY entry proof.tlog
//
// Checks with Go's packages only that the log of LOG_VKEY holds `entry`: the checkpoint in the proof
// file (c2sp.org/tlog-proof@v1) is signed by that key, and the entry is in its tree. Any other
// spelling of the same proof is refused, so that no byte of the file can be changed unseen.
package main

import (
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: verify_pack LOG_VKEY entry proof.tlog")
	}
	verifier, err := note.NewVerifier(os.Args[1])
	must(err)
	entry, err := os.ReadFile(os.Args[2])
	must(err)
	file, err := os.ReadFile(os.Args[3])
	must(err)

	head, checkpoint, _ := strings.Cut(string(file), "\n\n")
	var index, size int64
	var origin, root64 string
	fmt.Sscanf(head, "c2sp.org/tlog-proof@v1\nindex %d", &index)
	spelled := fmt.Sprintf("c2sp.org/tlog-proof@v1\nindex %d", index)
	var proof tlog.RecordProof
	for i, line := range strings.Split(head, "\n") {
		if i < 2 {
			continue
		}
		hash, err := tlog.ParseHash(line)
		must(err)
		proof = append(proof, hash)
		spelled += "\n" + hash.String()
	}
	same(head, spelled)

	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	must(err)
	_, err = base64.StdEncoding.Strict().DecodeString(opened.Sigs[0].Base64)
	must(err)
	fmt.Sscanf(opened.Text, "%s\n%d\n%s\n", &origin, &size, &root64)
	root, err := tlog.ParseHash(root64)
	must(err)
	same(opened.Text, fmt.Sprintf("%s\n%d\n%s\n", verifier.Name(), size, root))

	must(tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(entry)))
	fmt.Println("verified: entry", index, "of", size)
}

func must(err error) {
	if err != nil {
		log.Fatal("refused: ", err)
	}
}

func same(got, want string) {
	if got != want {
		log.Fatalf("refused: %q should be %q", got, want)
	}
}
