package gui

// turn shows a page and puts the focus on it; on the main page, where it was before.
func (w *window) turn(p page) {
	if p == mainPage {
		w.show(w.main)
		if w.back == nil {
			w.back = w.describe
		}
		w.focus(w.back)
		return
	}
}
