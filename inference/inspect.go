package inference

// Inspect reads the headers of a pair of files and finds the family that runs it,
// after all checks that can be made without reading weights. Errors: those of
// ReadMeta, CheckPair and FamilyOf, and ErrBadModel for numbers that no model has.
func Inspect(textPath, mmprojPath string) (Meta, *Family, error) {
	m, err := ReadMeta(textPath, mmprojPath)
	if err != nil {
		return m, nil, err
	}
	f, err := InspectMeta(m)
	return m, f, err
}

// InspectMeta is Inspect for headers that were read already.
func InspectMeta(m Meta) (*Family, error) {
	if err := CheckPair(m); err != nil {
		return nil, err
	}
	f, err := FamilyOf(m)
	if err != nil {
		return nil, err
	}
	return f, checkNumbers(m)
}
