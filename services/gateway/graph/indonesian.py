"""What the gateway tells people, in Indonesian; what a service refuses comes from there in the caller's language."""

from typing import Final

from libs.events.indonesian import INDONESIAN as OF_EVERY_SERVICE
from libs.events.wording import Wording

INDONESIAN: Final = {
    "A submission has at most {most} commands.": "Satu kiriman memuat paling banyak {most} perintah.",
    "A command id is a UUID.": "Id perintah adalah UUID.",
    "More happens than can be caught up with: follow again from the last cursor.": (
        "Yang terjadi lebih banyak daripada yang dapat dikejar: ikuti lagi dari cursor terakhir."
    ),
    "More happens than can be told: follow again from the last cursor.": (
        "Yang terjadi lebih banyak daripada yang dapat disampaikan: ikuti lagi dari cursor terakhir."
    ),
    "Nothing is shown here up to this cursor yet: try again, or follow without `after`.": (
        "Data di sini belum sampai pada cursor ini: coba lagi, atau ikuti tanpa `after`."
    ),
    "Something went wrong here, not in your request.": "Ada kesalahan di pihak kami, bukan pada permintaan Anda.",
    "The command was carried out; its effect will show shortly.": "Perintah sudah dilaksanakan; hasilnya akan segera terlihat.",
    "The data cannot be read at the moment; try again.": "Data belum dapat dibaca saat ini; silakan coba lagi.",
    "The log was replaced by another: read what there is, then follow without `after`.": (
        "Log telah diganti dengan yang lain: bacalah yang ada, lalu ikuti tanpa `after`."
    ),
    "The role partner is not served here.": "Peran partner tidak dilayani di sini.",
    "The service {service} cannot be reached; nothing was done.": (
        "Layanan {service} tidak dapat dihubungi; tidak ada yang dilakukan."
    ),
    "The service {service} gave no clear answer; send all of these again under their ids.": (
        "Layanan {service} tidak memberi jawaban yang jelas; kirim ulang semua perintah ini dengan id masing-masing."
    ),
    "The service {service} gave no clear answer; send this again with commandId {command_id}.": (
        "Layanan {service} tidak memberi jawaban yang jelas; kirim lagi dengan commandId {command_id}."
    ),
    "This cursor is not of the log of {service}.": "Cursor ini bukan dari log {service}.",
    "This cursor was not given out here.": "Cursor ini tidak diberikan di sini.",
    "This is more than can be answered at once; ask for less.": (
        "Permintaan ini terlalu besar untuk dijawab sekaligus; mintalah lebih sedikit."
    ),
    "This is no id.": "Ini bukan id.",
    "This is not shown to this role.": "Ini tidak ditampilkan untuk peran ini.",
    "This took too long and was stopped; ask for less.": "Permintaan ini terlalu lama dan dihentikan; mintalah lebih sedikit.",
    "Too much is followed here already: try again later.": ("Sudah terlalu banyak yang diikuti di sini: coba lagi nanti."),
}

WORDING: Final = Wording(OF_EVERY_SERVICE, INDONESIAN)
