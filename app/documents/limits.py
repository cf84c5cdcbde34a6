"""What opening one file may use, in a child of its own."""

from app.core.child import Limits

# A page takes a moment: eight seconds without a word are a file that was made to take for ever.
DOCUMENT = Limits(wall=200, silence=8, cpu=150, memory_mb=1024, data_mb=420, file_mb=256)
# A video is only copied, however large, and never opened whole.
VIDEO = Limits(wall=290, silence=8, cpu=250, memory_mb=1024, data_mb=420, file_mb=4096)
