package inference

// Inspect reads the headers of a pair of files and finds the family that runs it,
// after all checks that can be made without reading weights. Errors: those of
// ReadMeta, CheckPair and FamilyOf, and ErrBadModel for numbers that no model has.
func Inspect(textPath, mmprojPath string) (Meta, *Family, error) {
	m, err := ReadMeta(textPath, mmprojPath)
	if err != nil {
		return m, nil, err
	}
	if err := CheckPair(m); err != nil {
		return m, nil, err
	}
	f, err := FamilyOf(m)
	if err != nil {
		return m, nil, err
	}
	return m, f, checkNumbers(m)
}
