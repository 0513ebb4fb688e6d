package assistant

const (
	// shelfScenes is how many scenes are remembered.
	shelfScenes = 10
	// shelfPixels bounds the memory of the scenes behind the present one: 40
	// megapixels are 160 MB at 4 bytes each, or ten frames of a 4-megapixel camera.
	shelfPixels = 40_000_000
)

// shelf holds the recent scenes, the newest first; in memory only.
type shelf []*Scene

// put makes s the present scene and drops the oldest where there are too many.
func (f *shelf) put(s *Scene) {
	all := append(shelf{s}, *f...)
	pixels := 0
	for i, old := range all {
		if i > 0 {
			size := old.Frame.Image.Bounds().Size()
			pixels += size.X * size.Y
		}
		if i == shelfScenes || pixels > shelfPixels {
			all = all[:i:i]
			break
		}
	}
	*f = all
}
