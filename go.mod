module descry

go 1.26.0
