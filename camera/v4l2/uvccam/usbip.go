//go:build linux

package uvccam

import (
	"encoding/binary"
	"io"
	"syscall"
)

// The USB/IP messages after a device was imported, as in the Linux kernel's
// Documentation/usb/usbip_protocol.rst. All integers are big-endian.

// Values of header.Command.
const (
	cmdSubmit uint32 = 1 // USBIP_CMD_SUBMIT: the host starts a transfer
	cmdUnlink uint32 = 2 // USBIP_CMD_UNLINK: the host gives one up
	retSubmit uint32 = 3 // USBIP_RET_SUBMIT: the transfer is over
	retUnlink uint32 = 4 // USBIP_RET_UNLINK: the answer to cmdUnlink
)

// header is the 48-byte head of every message.
type header struct {
	Command   uint32
	Seqnum    uint32 // names a transfer; a reply carries its request's
	DeviceID  uint32
	Direction uint32 // directionOut or directionIn
	Endpoint  uint32

	// Args differ by command:
	//	cmdSubmit: transfer_flags, transfer_buffer_length, start_frame, number_of_packets, interval
	//	cmdUnlink: seqnum of the transfer to give up
	//	retSubmit: status, actual_length, start_frame, number_of_packets, error_count
	//	retUnlink: status
	Args  [5]uint32
	Setup [8]byte // cmdSubmit to endpoint 0: the USB setup packet
}

const (
	directionOut uint32 = 0
	directionIn  uint32 = 1
)

// isoPacket is usbip_iso_packet_descriptor: one packet of an isochronous
// transfer. The data of an IN reply is sent without the gaps that Offset and
// Length would leave after short packets.
type isoPacket struct {
	Offset, Length, Actual, Status uint32
}

// request is a cmdSubmit or cmdUnlink with all that follows its header.
type request struct {
	header
	data    []byte      // OUT transfers only
	packets []isoPacket // isochronous transfers only
}

func readRequest(r io.Reader) (request, error) {
	var req request
	if err := binary.Read(r, binary.BigEndian, &req.header); err != nil {
		return request{}, err
	}
	if req.Command != cmdSubmit {
		return req, nil
	}
	if req.Direction == directionOut {
		req.data = make([]byte, req.Args[1])
	}
	if req.Endpoint != 0 {
		req.packets = make([]isoPacket, req.Args[3])
	}
	if _, err := io.ReadFull(r, req.data); err != nil {
		return request{}, err
	}
	return req, binary.Read(r, binary.BigEndian, req.packets)
}

// reply ends a submitted transfer. For OUT transfers length is what was taken
// and data is empty; for IN transfers length is len(data).
func (req request) reply(w io.Writer, status syscall.Errno, length int, data []byte) error {
	head := header{
		Command: retSubmit,
		Seqnum:  req.Seqnum,
		Args:    [5]uint32{negative(status), uint32(length), 0, uint32(len(req.packets)), 0},
	}
	return send(w, head, data, req.packets)
}

// replyUnlink answers a cmdUnlink: ECONNRESET if the transfer was given up,
// 0 if it had already ended.
func (req request) replyUnlink(w io.Writer, status syscall.Errno) error {
	head := header{Command: retUnlink, Seqnum: req.Seqnum, Args: [5]uint32{negative(status)}}
	return send(w, head, nil, nil)
}

// send writes one message in one piece.
func send(w io.Writer, head header, data []byte, packets []isoPacket) error {
	msg := make([]byte, 0, binary.Size(head)+len(data)+binary.Size(packets))
	msg = appendFixed(msg, binary.BigEndian, head)
	msg = append(msg, data...)
	msg = appendFixed(msg, binary.BigEndian, packets)
	_, err := w.Write(msg)
	return err
}

// negative is an error as the kernel passes it: two's complement of errno.
func negative(errno syscall.Errno) uint32 { return -uint32(errno) }

// appendFixed appends a value that encoding/binary can always encode.
func appendFixed(b []byte, order binary.ByteOrder, v any) []byte {
	b, err := binary.Append(b, order, v)
	if err != nil {
		panic(err) // a type without a fixed size: a fault of this package
	}
	return b
}
