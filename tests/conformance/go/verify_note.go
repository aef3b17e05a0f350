// verify_note VKEY file
//
// Opens a signed note with Go's package and prints its text. Base64 that is not canonical is
// refused, which the package alone would let pass.
package main

import (
	"encoding/base64"
	"fmt"
	"log"
	"os"

	"golang.org/x/mod/sumdb/note"
)

func must(err error) {
	if err != nil {
		log.Fatal("refused: ", err)
	}
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: verify_note VKEY file")
	}
	verifier, err := note.NewVerifier(os.Args[1])
	must(err)
	file, err := os.ReadFile(os.Args[2])
	must(err)
	opened, err := note.Open(file, note.VerifierList(verifier))
	must(err)
	for _, signature := range opened.Sigs {
		_, err = base64.StdEncoding.Strict().DecodeString(signature.Base64)
		must(err)
	}
	fmt.Print(opened.Text)
}
