/** The exception handler: pages that are copied when they are written. */
export const copyOnWrite = `
; handler: the kernel has put the frame of LAY-10 on the exception stack, has cleared u_xsp, and knows nothing of copying.
; A write to a present page that carries the library's bit is resolved here; anything else ends the environment. The
; frame and all that is touched here lie in the u-area, which is never copy-on-write.
handler:
        pushad
        cld
        cmp dword ptr [esp + 32 + FRAME_VECTOR], PAGE_FAULT
        jne lost
        mov eax, [esp + 32 + FRAME_ERROR_CODE]
        and eax, PF_PRESENT + PF_WRITE
        cmp eax, PF_PRESENT + PF_WRITE
        jne lost
        mov edx, [esp + 32 + FRAME_ADDRESS]
        and edx, 0 - PAGE_BYTES
        mov eax, edx
        shr eax, 12
        mov eax, [UVPT + eax*4]
        test eax, COPY_ON_WRITE
        jz lost
        shr eax, 12
        mov ecx, eax
        shl ecx, 6
        cmp dword ptr [UPAGES + ecx + PAGE_READERS], 1
        jne copyPage
        push eax
        call line
        db "is the last reader of frame %, makes it writable", 0
        mov eax, CALL_MOD_PTE_RANGE
        xor ebx, ebx
        mov ecx, BECOME_WRITABLE
        mov esi, 1
        xor edi, edi
        xor ebp, ebp
        call must
        jmp resume

copyPage:
        push eax
        push edx
        mov ecx, WRITABLE_PAGE
        mov edx, SCRATCH
        call insertOwn
        mov esi, [esp]
        mov edi, SCRATCH
        mov ecx, PAGE_WORDS
        rep movsd
        pop edx
        pop eax
        mov ecx, [SCRATCH_ENTRY]
        shr ecx, 12
        push ecx
        push eax
        call line
        db "copies frame % to frame %", 0
        shl ecx, 12
        or ecx, WRITABLE_PAGE
        call insertOwn
        mov eax, CALL_REMOVE_VAS
        mov ebx, scratchAddress
        mov ecx, 1
        xor edx, edx
        xor esi, esi
        call must

; resume: back to where the exception was, without the kernel.
resume:
        mov eax, [esp + 32 + FRAME_OLD_XSP]
        mov [OWN_XSP], eax
        popad
        add esp, FRAME_EFLAGS
        popfd
        pop dword ptr [OWN_RESUME]
        pop esp
        jmp dword ptr [OWN_RESUME]

; lost: an exception that is none of ours.
lost:
        push dword ptr [esp + 32 + FRAME_EIP]
        push dword ptr [esp + 36 + FRAME_ADDRESS]
        push dword ptr [esp + 40 + FRAME_VECTOR]
        call line
        db "exception %, address %, at %", 0
        mov eax, 2
        jmp leave

scratchAddress: dd SCRATCH
`;
