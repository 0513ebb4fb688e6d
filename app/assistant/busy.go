package assistant

// occupied counts one of a.busy, until the function that it returns is called.
func (a *Assistant) occupied() (done func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.busy++
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.busy--
	}
}

// answering says whether a run goes on, or an answer is being said.
func (a *Assistant) answering() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.busy > 0
}
