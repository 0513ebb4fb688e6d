package inference

// embeddings keeps the encoder's results, by the tile's hash, within room bytes;
// the longest unused goes first.
type embeddings struct {
	room, used int
	order      [][32]byte // least recently used first
	byHash     map[[32]byte]Embedding
}

func (c *embeddings) get(h [32]byte) (Embedding, bool) {
	emb, ok := c.byHash[h]
	if ok {
		c.touch(h)
	}
	return emb, ok
}

func (c *embeddings) touch(h [32]byte) {
	for i, o := range c.order {
		if o == h {
			c.order = append(append(c.order[:i:i], c.order[i+1:]...), h)
			return
		}
	}
	c.order = append(c.order, h)
}

func (c *embeddings) put(h [32]byte, emb Embedding) {
	if c.byHash == nil {
		c.byHash = map[[32]byte]Embedding{}
	}
	if old, ok := c.byHash[h]; ok {
		c.used -= 4 * len(old.Data)
	}
	c.byHash[h] = emb
	c.used += 4 * len(emb.Data)
	c.touch(h)
	for c.used > c.room && len(c.order) > 1 {
		oldest := c.order[0]
		c.used -= 4 * len(c.byHash[oldest].Data)
		delete(c.byHash, oldest)
		c.order = c.order[1:]
	}
}
