//go:build linux && cgo

package v4l2

import (
	"context"
	"errors"
	"fmt"

	"github.com/vladimirvivien/go4vl/v4l2"

	"descry/camera"
)

// opened is an open camera as a panel. Its methods are called inside of roomy.
type opened uintptr

// mostNumbers bounds the values of a control that is asked for: those here have four.
const mostNumbers = 16

func (o opened) numbers(id uint32) (all []int32) {
	info, err := v4l2.QueryControlInfo(uintptr(o), id)
	if err != nil || info.Maximum-info.Minimum >= mostNumbers {
		return nil
	}
	if info.IsMenu() { // not all between the least and the greatest need be there
		items, _ := info.GetMenuItems() // an error is only that it is no menu
		for _, i := range items {
			all = append(all, int32(i.Index))
		}
		return all
	}
	for n := info.Minimum; n <= info.Maximum; n++ {
		all = append(all, n)
	}
	return all
}

func (o opened) get(id uint32) (int32, error) { return v4l2.GetControlValue(uintptr(o), id) }

func (o opened) set(id uint32, number int32) error {
	return v4l2.SetControlValue(uintptr(o), id, number)
}

// Controls implements camera.Controller. The camera isn't turned on.
func (Source) Controls(ctx context.Context, d camera.Device) (all []camera.Control, err error) {
	roomy(func() {
		err = panelOf(ctx, d, func(p panel) error {
			all = controls(p)
			return nil
		})
	})
	return all, err
}

// SetControl implements camera.Controller. What Capture itself wants otherwise it sets again.
func (Source) SetControl(ctx context.Context, d camera.Device, name, value string) (err error) {
	roomy(func() {
		err = panelOf(ctx, d, func(p panel) error {
			_, found, err := turn(p, name, value)
			switch {
			case err != nil:
				return failed(err)
			case !found:
				return fmt.Errorf("v4l2: %w: %s %q", errors.ErrUnsupported, name, value)
			}
			return nil
		})
	})
	return err
}

// panelOf opens a camera's panel for do.
func panelOf(ctx context.Context, d camera.Device, do func(p panel) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	path, err := pathOf(d)
	if err != nil {
		return err
	}
	fd, err := open(path)
	if err != nil {
		return err
	}
	defer func() { _ = v4l2.CloseDevice(fd) }()
	return do(opened(fd))
}

// pathOf is a device's node.
func pathOf(d camera.Device) (string, error) {
	for _, n := range cameras() {
		if n.ID == d.ID {
			return n.path, nil
		}
	}
	return "", fmt.Errorf("v4l2: %w: %q", camera.ErrNoDevice, d.ID)
}
