package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// The house's limits: lines of a file, lines of a binding (a file with cgo, or the C
// and C++ beside it), and the cyclomatic number of a function (McCabe 1976).
const (
	maxLines        = 300
	maxBindingLines = 500
	maxComplexity   = 15
)

func checkSize(s source) []string {
	limit := maxLines
	if s.file == nil || slices.Contains(s.imports(), "C") {
		limit = maxBindingLines
	}
	if s.lines > limit {
		return []string{fmt.Sprintf("%s: %d lines, limit %d", s.name, s.lines, limit)}
	}
	return nil
}

// checkStubs wants a file for builds without cgo beside every binding, so that all
// logic can be tested without the C++.
func checkStubs(tree []source) []string {
	binding, stub := map[string]bool{}, map[string]bool{}
	for _, s := range tree {
		if s.isTest() {
			continue
		}
		binding[s.dir] = binding[s.dir] || slices.Contains(s.imports(), "C")
		stub[s.dir] = stub[s.dir] || strings.Contains(s.tags, "!cgo")
	}
	var findings []string
	for dir, has := range binding {
		if has && !stub[dir] {
			findings = append(findings, dir+": a binding without a file for !cgo")
		}
	}
	return findings
}

// checkPackageDocs wants one doc comment a package: what it does and what it knows
// nothing about.
func checkPackageDocs(tree []source) []string {
	documented := map[string]bool{}
	for _, s := range tree {
		if s.file != nil && !s.isTest() {
			documented[s.dir] = documented[s.dir] || s.file.Doc.Text() != ""
		}
	}
	var findings []string
	for dir, ok := range documented {
		if !ok {
			findings = append(findings, dir+": no package comment")
		}
	}
	return findings
}

// checkDocs wants a doc comment that starts with the name on every exported function,
// method and type. One comment above a group of constants or variables, or one beside
// each, is enough for them.
func checkDocs(s source) []string {
	if s.file == nil || s.isTest() {
		return nil
	}
	var findings []string
	for _, decl := range s.file.Decls {
		for _, name := range undocumented(decl) {
			findings = append(findings, fmt.Sprintf("%s: %s has no comment that starts with its name", s.set.Position(name.Pos()), name.Name))
		}
	}
	return findings
}

// undocumented returns the exported names that decl leaves without a proper comment.
func undocumented(decl ast.Decl) (names []*ast.Ident) {
	want := func(name *ast.Ident, ok bool) {
		if name.IsExported() && !ok {
			names = append(names, name)
		}
	}
	starts := func(doc *ast.CommentGroup, name *ast.Ident) bool {
		return strings.HasPrefix(doc.Text(), name.Name+" ")
	}
	if d, ok := decl.(*ast.FuncDecl); ok {
		want(d.Name, !exportedReceiver(d) || starts(d.Doc, d.Name))
		return names
	}
	group := decl.(*ast.GenDecl)
	for _, spec := range group.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			want(spec.Name, starts(spec.Doc, spec.Name) || starts(group.Doc, spec.Name))
		case *ast.ValueSpec:
			want(spec.Names[0], spec.Doc != nil || spec.Comment != nil || group.Doc != nil)
		}
	}
	return names
}

// exportedReceiver says whether d is a function, or a method that can be called
// from other packages by its type's name.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if generic, ok := t.(*ast.IndexExpr); ok {
		t = generic.X
	}
	name, ok := t.(*ast.Ident)
	return ok && name.IsExported()
}

// checkFunctions refuses functions that are too complex, and init, which would act
// before main has decided anything.
func checkFunctions(s source) []string {
	if s.file == nil {
		return nil
	}
	var findings []string
	for _, decl := range s.file.Decls {
		d, ok := decl.(*ast.FuncDecl)
		if !ok || d.Body == nil {
			continue
		}
		at := s.set.Position(d.Pos())
		if d.Name.Name == "init" && d.Recv == nil {
			findings = append(findings, fmt.Sprintf("%s: init is not allowed", at))
		}
		if n := complexity(d.Body); n > maxComplexity {
			findings = append(findings, fmt.Sprintf("%s: %s has cyclomatic number %d, limit %d", at, d.Name.Name, n, maxComplexity))
		}
	}
	return findings
}

// complexity counts one for the function and one for each branch, as gocyclo does.
func complexity(body *ast.BlockStmt) int {
	n := 1
	ast.Inspect(body, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			n++
		case *ast.CaseClause:
			if node.List != nil {
				n++
			}
		case *ast.CommClause:
			if node.Comm != nil {
				n++
			}
		case *ast.BinaryExpr:
			if node.Op == token.LAND || node.Op == token.LOR {
				n++
			}
		}
		return true
	})
	return n
}
