package camera

import "image"

type Problem string

const (
	Dark        Problem = "dark"
	Bright      Problem = "bright"
	Blurred     Problem = "blurred"
	Covered     Problem = "covered"
	Featureless Problem = "featureless"
)
func dummy(image.Image){}
