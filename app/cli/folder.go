package cli

import (
	"context"

	"descry/app/assistant"
	"descry/app/messages"
)

// job is one run of a command, or what went wrong before it.
type job struct {
	in  assistant.Input
	err error
}

// spreadFolders makes a job of each input and, where its picture is a folder, of each
// picture in it. What a folder holds besides is told once. There is a job at least.
func (s *session) spreadFolders(ctx context.Context, host Host, inputs []assistant.Input) []job {
	var jobs []job
	for _, in := range inputs {
		if host == nil || in.Picture == "" {
			jobs = append(jobs, job{in: in})
			continue
		}
		folder, err := host.Folder(ctx, in.Picture)
		if err != nil || folder.Pictures == nil {
			jobs = append(jobs, job{in, err})
			continue
		}
		s.leftOut(in.Picture, folder.Others)
		for _, picture := range folder.Pictures {
			one := in
			one.Picture = picture
			jobs = append(jobs, job{in: one})
		}
	}
	return jobs
}

// leftOut says how many files of a folder are left out.
func (s *session) leftOut(folder string, n int) {
	switch {
	case n == 1:
		s.problem(s.text(messages.FolderOther, folder))
	case n > 1:
		s.problem(s.text(messages.FolderOthers, folder, n))
	}
}
