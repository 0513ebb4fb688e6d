// Catalogcheck compares the catalogue of models with the APIs of its hubs, before a
// release. It prints each difference and exits with status 1 if there is one, 2 if it
// could not compare.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"descry/models"
	"descry/models/fetch"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(check(ctx))
}

func check(ctx context.Context) int {
	c, err := fetch.New(fetch.Options{Endpoint: os.Getenv("HF_ENDPOINT"), Token: os.Getenv("HF_TOKEN"), Agent: "descry-catalogcheck"})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	defer c.Close()
	all := models.Catalog()
	differences, err := c.Check(ctx, all, os.Getenv("RELEASES_API"))
	for _, d := range differences {
		fmt.Println(d)
	}
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 2
	case len(differences) > 0:
		fmt.Printf("%d differences\n", len(differences))
		return 1
	}
	fmt.Printf("all %d models are as the catalogue says\n", len(all))
	return 0
}
